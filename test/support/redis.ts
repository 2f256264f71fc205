import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { findRedis } from '../../apps/cli/local-redis.js';

const MISSING =
  'redis-server or valkey-server is not on this machine (Debian: apt-get install redis-server; .ci/run does)';
const present = findRedis() !== null;

/** Of tests that need a real Redis: runs them, or skips them and says why. */
export const describeWithRedis: typeof describe.only = present ? describe : describe.skip;
if (!present) process.stderr.write(`\n*** SKIPPED, Redis is not tested: ${MISSING} ***\n`);

/** Sends commands as an operator does, over a connection of its own. */
export async function asOperator<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
