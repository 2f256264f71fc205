import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

interface Report {
  summary: { violations: { rule: { name: string }; from: string }[]; totalCruised: number };
}

function cruise(folders: readonly string[], boundaryRoot: string): Report['summary'] {
  const script = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const { stdout } = spawnSync(
    process.execPath,
    [script, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
    {
      encoding: 'utf8',
      env: { ...process.env, BOUNDARY_ROOT: boundaryRoot, NODE_OPTIONS: '' },
      maxBuffer: 50_000_000,
    },
  );
  return (JSON.parse(stdout) as Report).summary;
}

describe('import rules', () => {
  it('hold in apps and libs', () => {
    const summary = cruise(['apps', 'libs'], '');
    expect(summary.violations).toEqual([]);
    // A configuration that resolves nothing would be green too.
    expect(summary.totalCruised).toBeGreaterThan(150);
  });

  it('bite: each deliberately bad import of the fixture is found', () => {
    const { violations } = cruise(['test/fixtures/bad-import'], 'test/fixtures/bad-import/');
    const found = violations.map(
      ({ rule, from }) => `${from.replace('test/fixtures/bad-import/', '')}: ${rule.name}`,
    );
    expect([...new Set(found)].sort()).toEqual([
      'libs/common/bad.ts: common-imports',
      'libs/common/bad.ts: common-is-a-leaf',
      'libs/supply/bad.ts: bullmq-has-an-owner',
      'libs/supply/bad.ts: ioredis-has-an-owner',
      'libs/supply/bad.ts: no-dev-dependencies-in-code',
      'libs/supply/bad.ts: supply-imports',
      'libs/supply/bad.ts: through-the-index',
      'libs/unheard-of/bad.ts: unknown-lib',
    ]);
  });
});
