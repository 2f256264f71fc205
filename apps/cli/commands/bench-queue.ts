import { loadConfig } from '#libs/config';
import { createDataSource } from '#libs/database';
import { benchQueue, type QueueFigures } from '#libs/messaging';
import { createLogger } from '#libs/observability';
import { LocalRedis } from '../local-redis.js';
import { type QueueReport, type QueueSummary, queueTable } from '../measure/bench/queue-table.js';
import { output } from '../measure/output.js';
import { requireWritable } from '../measure/outside-data.js';
import { stopSignal, untilStopped } from '../measure/stop.js';
import { machine } from '../measure/throw-away.js';
import { openThrowAwayDatabase } from '../platform.js';

export interface BenchQueueCommand {
  readonly json?: string;
  /** Jobs of each measurement. */
  readonly jobs: number;
  readonly rounds: number;
}

/** As many as a worker process has. */
const POOL_SIZE = 16;

/**
 * `npm run bench -- queue`: jobs per second on both queue backends, through the whole flow and through BullMQ alone, in turns on one
 * throw-away database and one throw-away Redis.
 */
export async function benchQueueCommand({ json, jobs, rounds }: BenchQueueCommand): Promise<void> {
  await requireWritable(json);
  // Settings of an operator's own platform (DATABASE_URL, REDIS_URL …) must not lead here to kept data.
  const config = { ...loadConfig({}), stateDir: loadConfig().stateDir };
  const say = (line: string) => void process.stderr.write(`  ${line}\n`);
  const started = machine();
  const closing: (() => Promise<unknown>)[] = [];
  const stop = stopSignal();
  try {
    const figures = await untilStopped(
      stop.signal,
      async () => {
        const redis = await LocalRedis.open();
        closing.push(() => redis.stop());
        say('启动临时数据库 / starting a throw-away database …');
        const database = await openThrowAwayDatabase({ config, say });
        closing.push(() => database.stop());
        const dataSource = await createDataSource({
          ...{ url: database.urls.worker, name: 'gonglian-bench', poolSize: POOL_SIZE, entities: [] },
        }).initialize();
        closing.push(() => dataSource.destroy());
        const seen: QueueFigures[] = [];
        for (let round = 1; round <= rounds; round += 1)
          for (const redisUrl of [null, redis.url]) {
            const { pollMs } = config.outbox;
            const { concurrency } = config.jobs;
            const options = { databaseUrl: database.urls.worker, redisUrl, jobs, concurrency, pollMs };
            const one = await benchQueue(
              dataSource,
              { ...options, signal: stop.signal },
              createLogger('bench', 'warn'),
            );
            seen.push(one);
            say(`${round}/${rounds} ${one.engine}: ${Math.round(one.flow)} 任务/秒 / jobs a second`);
          }
        return seen;
      },
      async () => {
        for (const close of closing.reverse()) await close().catch(() => undefined);
      },
    );
    if (figures === null) return;
    const report: QueueReport = {
      ...{ machine: started, fsync: false, redisPersistence: false, jobs, rounds },
      concurrency: config.jobs.concurrency,
      ...{ postgres: summary(figures, 'PostgreSQL'), redis: summary(figures, 'Redis'), figures },
    };
    await output(json, report, () => queueTable(report));
  } finally {
    stop.release();
  }
}

/** The median of each figure over the rounds. */
function summary(all: readonly QueueFigures[], engine: QueueFigures['engine']): QueueSummary {
  const own = all.filter((one) => one.engine === engine);
  const median = (of: (one: QueueFigures) => number) =>
    own.map(of).sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0;
  const [flow, bare] = [median((one) => one.flow), median((one) => one.bare)];
  const bareAdd = median((one) => one.bareAdd);
  return { flow, bareAdd, bareRun: median((one) => one.bareRun), bare, shareOfBare: flow / bare };
}
