import { describe, expect } from '@jest/globals';
import { soakOutages } from '../soak/outages.js';
import { itWithRedis } from '../support/redis.js';

/** Give GONGLIAN_SEED to repeat a run. */
const SEED = Number(process.env.GONGLIAN_SEED ?? Date.now() % 1_000_000);

describe('nothing is lost, nothing doubled, and all heals by itself', () => {
  itWithRedis(
    `when Redis is killed, emptied, hung, full and wiped for 20 s each (seed ${SEED})`,
    async () => {
      const lines: string[] = [];
      const report = await soakOutages({
        ...{ engine: 'redis', seconds: 20, checkEach: false, seed: SEED, products: 200, needs: 4 },
        say: (line) => lines.push(line),
      });
      // The whole story, should it fail.
      expect({ findings: report.findings, story: report.findings.length > 0 ? lines : [] }).toEqual({
        findings: [],
        story: [],
      });
      expect(report).toMatchObject({ falls: 0, drift: 0 });
      expect(report.outages.map(({ kind }) => kind)).toEqual(['killed', 'emptied', 'hung', 'full', 'wiped']);
      for (const { kind, toldMs, recoveryMs } of report.outages) {
        if (kind !== 'wiped') expect(toldMs).toBeLessThan(15_000);
        expect(recoveryMs).toBeLessThan(30_000);
      }
      expect(report.matchesKept).toBeGreaterThan(0);
    },
    400_000,
  );
});
