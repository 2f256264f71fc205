import { describe, it } from '@jest/globals';
import { findRedis } from '../../apps/cli/local-redis.js';

const MISSING =
  'redis-server or valkey-server is not on this machine (Debian: apt-get install redis-server; .ci/run does)';
const present = findRedis() !== null;

/** Of tests that need a real Redis: runs them, or skips them and says why. */
export const describeWithRedis: typeof describe.only = present ? describe : describe.skip;
export const itWithRedis: typeof it.only = present ? it : it.skip;
if (!present) process.stderr.write(`\n*** SKIPPED, Redis is not tested: ${MISSING} ***\n`);
