import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isProblem } from '#libs/common';
import { childEnvironment } from '#libs/config';
import { completenessOf } from './need.completeness.js';
import { checkNeed } from './need.input.js';
import { lintNeed } from './need.linter.js';

interface Notice {
  readonly title: string;
  readonly category: string;
  readonly deadline: string;
  readonly purchaseContent: string;
  readonly qualification: string;
  readonly performance: string;
}

const { GONGLIAN_DATA } = childEnvironment({});
const file = join(GONGLIAN_DATA ?? '', 'eval', 'soe-notices.jsonl');
const present = GONGLIAN_DATA !== undefined && existsSync(file);

/** `2026年08月21日22时00分` and the like. */
function dayOf(text: string): Date | null {
  const found = /(\d{4})\D(\d{1,2})\D(\d{1,2})/.exec(text);
  return found === null ? null : new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])));
}

/** Real notices say what is legal in words that a careless rule would take for what is not. Needs GONGLIAN_DATA. */
(present ? describe : describe.skip)('the linter on real notices (GONGLIAN_DATA)', () => {
  const counts = new Map<string, number>();
  const quotes: string[] = [];
  let total = 0;
  let score = 0;
  const lines = present ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines.filter((one) => one !== '')) {
    const notice = JSON.parse(line) as Notice;
    const body = [notice.purchaseContent, notice.qualification, notice.performance].join('\n');
    const fields = checkNeed({
      ...{
        kind: 'procurement',
        title: notice.title.slice(0, 200),
        body,
        procurementLabel: notice.category || null,
      },
      deadline: dayOf(notice.deadline),
    });
    if (isProblem(fields)) throw new Error(JSON.stringify(fields.issues));
    total += 1;
    score += completenessOf(fields).score;
    for (const { code, params } of lintNeed(fields, new Date('2025-01-01T00:00:00Z'))) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      if (params?.words !== undefined) quotes.push(`${code}: ${params.words}`);
    }
  }

  it('reports what it found, by code', () => {
    process.stderr.write(
      `${total} notices, mean completeness ${(score / total).toFixed(3)}: ${JSON.stringify(Object.fromEntries([...counts].sort()))}\n${quotes.join('\n')}\n`,
    );
    expect(total).toBeGreaterThan(1_000);
  });

  // These notices were published by groups that follow the rules; read by hand, none of them holds such a condition.
  it.each([
    'RESTRICTS_LOCATION',
    'RESTRICTS_OWNERSHIP',
    'RESTRICTS_CAPITAL',
    'RESTRICTS_SHAREHOLDING',
    'RESTRICTS_YEARS',
  ])('%s: no false alarm', (code) => {
    expect(counts.get(code) ?? 0).toBe(0);
  });
});
