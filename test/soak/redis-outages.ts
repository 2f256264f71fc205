import { type LocalRedis } from '../../apps/cli/local-redis.js';
import { asOperator } from '../support/operator.js';
import { type Outage } from './outages.js';

/** Far below what an empty one uses. */
const NO_ROOM = '1mb';

/** Every way in which a Redis is not there for its jobs. */
export function redisOutages(redis: LocalRedis): readonly Outage[] {
  const resize = (bytes: string) =>
    asOperator(redis.url, (operator) => operator.config('SET', 'maxmemory', bytes));
  const wipe = () => asOperator(redis.url, (operator) => operator.flushall());
  return [
    {
      ...{ kind: 'killed', check: 'jobStore', reason: /does not answer|not open/, heals: false },
      begin: () => redis.kill(),
      end: () => redis.start(),
    },
    {
      ...{ kind: 'emptied', check: 'jobStore', reason: /does not answer|not open/, heals: false },
      begin: () => redis.kill(),
      end: async () => {
        await redis.clear();
        await redis.start();
      },
    },
    {
      ...{ kind: 'hung', check: 'jobStore', reason: /does not answer|not open|timed out/, heals: false },
      begin: () => Promise.resolve(void process.kill(redis.pid, 'SIGSTOP')),
      end: () => Promise.resolve(void process.kill(redis.pid, 'SIGCONT')),
    },
    {
      ...{ kind: 'full', check: 'jobStore', reason: /OOM/, heals: false },
      begin: () => resize(NO_ROOM),
      end: () => resize('0'),
    },
    // Lost again and again; between two losses it works.
    { ...{ kind: 'wiped', check: 'jobStore', reason: /./, heals: true }, begin: wipe, goOn: wipe, end: wipe },
  ];
}
