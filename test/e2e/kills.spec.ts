import { describe, expect, it } from '@jest/globals';
import { soakKills } from '../soak/kills.js';
import { type StoreName } from '../soak/arena.js';
import { itWithRedis } from '../support/redis.js';

/** Give GONGLIAN_SEED to repeat a run. */
const SEED = Number(process.env.GONGLIAN_SEED ?? Date.now() % 1_000_000);

describe('nothing is lost and nothing doubled', () => {
  const underKills = async (store: StoreName) => {
    const lines: string[] = [];
    const report = await soakKills({
      ...{ store, kills: 10, seed: SEED, products: 520, needs: 8, perRound: 10 },
      say: (line) => lines.push(line),
    });
    // The whole story, should it fail: which kill came where.
    expect({ findings: report.findings, story: report.findings.length > 0 ? lines : [] }).toEqual({
      findings: [],
      story: [],
    });
    expect(report).toMatchObject({ kills: 10, falls: 0, drift: 0 });
    expect(report.killsByVictim).toEqual({ worker: 4, api: 2, postgres: 2, 'job store': 2 });
    expect(report.imports).toBeGreaterThan(2);
    expect(report.notifications).toBeGreaterThan(0);
    expect(report.matchesKept).toBeGreaterThan(0);
  };
  const what = `under 10 kills of worker, API, PostgreSQL and job store`;
  it(`${what}, jobs on PostgreSQL (seed ${SEED})`, () => underKills('postgres'), 240_000);
  itWithRedis(`${what}, jobs on Redis (seed ${SEED})`, () => underKills('redis'), 240_000);
});
