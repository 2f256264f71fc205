import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The process's metrics, served as text at `/metrics`. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const jobsHandled = new Counter({
  name: 'gonglian_jobs_total',
  help: 'Jobs handled, by kind and outcome (done, skipped, failed)',
  labelNames: ['kind', 'outcome'] as const,
  registers: [metrics],
});

export const jobSeconds = new Histogram({
  name: 'gonglian_job_seconds',
  help: 'Time a handler took, by kind',
  labelNames: ['kind'] as const,
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  registers: [metrics],
});

export const outboxRows = new Gauge({
  name: 'gonglian_outbox_rows',
  help: 'Outbox rows that are not done, by status',
  labelNames: ['status'] as const,
  registers: [metrics],
});

export const oldestOutboxSeconds = new Gauge({
  name: 'gonglian_outbox_oldest_seconds',
  help: 'Age of the oldest outbox row that is not done',
  registers: [metrics],
});

export const meiliTasks = new Counter({
  name: 'gonglian_meili_tasks_total',
  help: 'Document tasks of Meilisearch, by kind of index and outcome (succeeded, failed)',
  labelNames: ['kind', 'outcome'] as const,
  registers: [metrics],
});

const perKind = (name: string, help: string) =>
  new Gauge({ name, help, labelNames: ['kind'] as const, registers: [metrics] });

export const meiliPending = perKind(
  'gonglian_meili_pending',
  'Entities that the index in Meilisearch waits for',
);
export const meiliOldestSeconds = perKind(
  'gonglian_meili_oldest_seconds',
  'Age of the oldest change that the index in Meilisearch waits for',
);
export const meiliSetAside = perKind('gonglian_meili_set_aside', 'Documents that Meilisearch refused');
export const meiliLive = perKind(
  'gonglian_meili_live',
  '1 when the index in Meilisearch is complete and may answer',
);
export const meiliDrift = perKind(
  'gonglian_meili_drift',
  'Documents in Meilisearch that were missing, of another version or too many when last compared',
);
export const jobStoreUp = new Gauge({
  name: 'gonglian_job_store_up',
  help: 'Whether the job store (PostgreSQL or Redis) answers and takes writes',
  registers: [metrics],
});
