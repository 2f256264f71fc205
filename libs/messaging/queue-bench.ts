import { setTimeout as sleep } from 'node:timers/promises';
import { type DataSource } from 'typeorm';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { type Logger } from '#libs/observability';
import { Dispatcher } from './dispatcher.js';
import { type AnyJobHandler } from './handler-map.js';
import { type JobBackend } from './job-backend.js';
import { openJobBackend } from './job-backends.js';
import { JOB_KINDS, type JobKind, QUEUE_NAMES } from './job-registry.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { Outbox } from './outbox.js';

/** One kind for each queue; what it would carry is not read. */
const KINDS = ['search.apply', 'match.need', 'notification.deliver', 'import.run'] as const;
const LEASE_MS = 60_000;
const LOOK_MS = 20;
/** Rows of a transaction, and jobs of one call to BullMQ. */
const BATCH = 100;

export interface QueueBenchOptions {
  readonly databaseUrl: string;
  /** Null measures PostgreSQL. */
  readonly redisUrl: string | null;
  /** Jobs of each measurement. */
  readonly jobs: number;
  /** Jobs that each queue runs at once. */
  readonly concurrency: number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/** Jobs per second. */
export interface QueueFigures {
  readonly engine: JobBackend['engine'];
  /** From rows written into the outbox through dispatcher, queue and an empty handler to rows that are done. */
  readonly flow: number;
  /** BullMQ alone: adding them. */
  readonly bareAdd: number;
  /** BullMQ alone: running them with an empty handler. */
  readonly bareRun: number;
  /** BullMQ alone: one after the other. */
  readonly bare: number;
}

const perSecond = (count: number, began: number) => (count * 1_000) / (performance.now() - began);

/**
 * Measures one backend, on a database that nobody else works on.
 * @throws what the signal was aborted with
 */
export async function benchQueue(
  dataSource: DataSource,
  options: QueueBenchOptions,
  logger: Logger,
): Promise<QueueFigures> {
  const open = () => openJobBackend(options, dataSource, logger);
  const bare = await measureBare(await open(), options);
  const backend = await open();
  const flow = await measureFlow(
    new UnitOfWork(dataSource),
    new JobStore(backend, options.concurrency, logger),
    {
      ...options,
      logger,
    },
  );
  return { engine: backend.engine, flow, ...bare };
}

async function measureBare(backend: JobBackend, options: QueueBenchOptions) {
  const { jobs, concurrency, signal } = options;
  const closing: (() => Promise<unknown>)[] = [];
  try {
    await backend.prepare();
    const queues = QUEUE_NAMES.map((name) => backend.openQueue(name));
    closing.push(...queues.map((queue) => () => queue.close()));
    await Promise.all(queues.map((queue) => queue.waitUntilReady()));
    const adding = performance.now();
    for (let start = 0; start < jobs; start += BATCH) {
      signal.throwIfAborted();
      const batch = Array.from({ length: Math.min(BATCH, jobs - start) }, (_, index) => {
        const outboxId = `bare-${Date.now()}-${start + index}`;
        const opts = { jobId: outboxId, priority: 1, attempts: 1, removeOnComplete: true };
        return { name: 'bench', data: { outboxId }, opts };
      });
      await queues[(start / BATCH) % queues.length]?.addBulk(batch);
    }
    const bareAdd = perSecond(jobs, adding);
    let done = 0;
    const handle = () => Promise.resolve(void (done += 1));
    const workers = QUEUE_NAMES.map((name) => backend.openWorker(name, { concurrency, handle }));
    closing.unshift(...workers.map((worker) => () => worker.close(false)));
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    const running = performance.now();
    for (const worker of workers) worker.run().catch(() => undefined);
    while (done < jobs) await sleep(LOOK_MS / 4, undefined, { signal });
    const bareRun = perSecond(jobs, running);
    return { bareAdd, bareRun, bare: 1 / (1 / bareAdd + 1 / bareRun) };
  } finally {
    for (const close of closing) await close();
    await backend.close();
  }
}

async function measureFlow(
  unitOfWork: UnitOfWork,
  store: JobStore,
  { jobs, pollMs, signal, logger }: QueueBenchOptions & { readonly logger: Logger },
): Promise<number> {
  const outbox = new Outbox();
  const end: AnyJobHandler = (job) => unitOfWork.run(SYSTEM_SCOPE, (tx) => job.done(tx));
  const handlers = new Map<JobKind, AnyJobHandler>(JOB_KINDS.map((kind) => [kind, end]));
  const runner = new JobRunner(unitOfWork, outbox, handlers, LEASE_MS, logger);
  const dispatcher = new Dispatcher(
    unitOfWork,
    store,
    { pollMs, leaseMs: LEASE_MS, storeCheckMs: 2_000 },
    logger,
  );
  const done = async () =>
    (
      await unitOfWork.read(SYSTEM_SCOPE, (tx) =>
        tx.query<{ count: number }>(
          "SELECT count(*)::int AS count FROM outbox WHERE status = 'done' AND cause = 'bench'",
        ),
      )
    )[0]?.count ?? 0;
  await store.start((outboxId) => runner.run(outboxId));
  try {
    const before = await done();
    dispatcher.start();
    const began = performance.now();
    await writeRows(unitOfWork, outbox, jobs, signal);
    while ((await done()) < before + jobs) await sleep(LOOK_MS, undefined, { signal });
    return perSecond(jobs, began);
  } finally {
    await dispatcher.stop();
    await store.close();
  }
}

async function writeRows(
  unitOfWork: UnitOfWork,
  outbox: Outbox,
  jobs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < jobs; start += BATCH) {
    signal.throwIfAborted();
    await unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      for (let index = start; index < Math.min(start + BATCH, jobs); index += 1) {
        const kind = KINDS[index % KINDS.length] ?? KINDS[0];
        // No handler of the platform reads it.
        await outbox.add<JobKind>(tx, { kind, cause: 'bench', payload: {} });
      }
    });
  }
}
