import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { isAlive, isRunning, processTag, startFromStat } from './process-tag.js';

describe('process tags', () => {
  it('reads the start time behind a command with spaces and brackets', () => {
    const stat = `42 (a ) odd (name) S ${Array.from({ length: 40 }, (_, i) => i + 4).join(' ')}`;
    expect(startFromStat(stat)).toBe('22');
  });

  it('knows its own process as running', () => {
    expect(isRunning(processTag())).toBe(true);
  });

  it('does not take another process with the same pid for the one that was named', () => {
    expect(isRunning(`${process.pid}-1`)).toBe(false);
  });

  it('knows an ended process as ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    expect(isAlive(pid)).toBe(false);
    expect(isRunning(`${pid}-x`)).toBe(false);
  });

  it.each(['', 'x', '0-1', '-5-1'])('takes %p for no process', (tag) => {
    expect(isRunning(tag)).toBe(false);
  });
});
