import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

describe('the example client', () => {
  it('has types of the committed schema; after a change run `node test/example/generate.mjs` and commit the file', () => {
    const { status, stderr } = spawnSync(process.execPath, ['test/example/generate.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
