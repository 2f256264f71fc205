import { type INestApplicationContext } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { type AnyJobHandler, type Job, type JobKind, Outbox } from '#libs/messaging';
import { createLogger } from '#libs/observability';
import { ImportJobs } from '../../libs/intake/import.jobs.js';
import { NeedJobs } from '../../libs/demand/need.jobs.js';
import { InvitationJobs } from '../../libs/matching/invitation.jobs.js';
import { BatchSummaries } from '../../libs/matching/batch-summary.js';
import { DialogueJobs } from '../../libs/matching/dialogue.jobs.js';
import { MatchJobs } from '../../libs/matching/match.jobs.js';
import { RematchJobs } from '../../libs/matching/rematch.jobs.js';
import { StatsService } from '../../libs/matching/stats.service.js';
import { JobRunner } from '../../libs/messaging/job-runner.js';
import { NotificationJobs } from '../../libs/notification/notification.jobs.js';
import { MeiliCompareJob, MeiliJobs } from '../../libs/search/meili.jobs.js';
import { SearchJobs } from '../../libs/search/search.jobs.js';
import { type TestDatabase } from './database.js';

export const silentLogger = createLogger('test', 'silent');

/** Fits a handler of one kind among the handlers of all. */
export function handler<K extends JobKind>(handle: (job: Job<K>) => Promise<void>): AnyJobHandler {
  return (job) => handle(job as unknown as Job<K>);
}

/** A runner over these handlers. */
export function jobRunner(
  worker: INestApplicationContext,
  handlers: ReadonlyMap<JobKind, AnyJobHandler>,
  leaseMs = 30_000,
): JobRunner {
  return new JobRunner(worker.get(UnitOfWork), worker.get(Outbox), handlers, leaseMs, silentLogger);
}

/** The platform's own handlers, of the services of a worker. */
export function realHandlers(worker: INestApplicationContext): ReadonlyMap<JobKind, AnyJobHandler> {
  const [search, match, needs] = [worker.get(SearchJobs), worker.get(MatchJobs), worker.get(NeedJobs)];
  const [stats, notifications] = [worker.get(StatsService), worker.get(NotificationJobs)];
  const imports = worker.get(ImportJobs);
  const invitations = worker.get(InvitationJobs);
  const [rematch, summaries] = [worker.get(RematchJobs), worker.get(BatchSummaries)];
  return new Map<JobKind, AnyJobHandler>([
    ['search.apply', handler<'search.apply'>((job) => search.apply(job))],
    ['search.organisation', handler<'search.organisation'>((job) => search.organisation(job))],
    ['search.refresh', handler<'search.refresh'>((job) => search.refresh(job))],
    ['search.terms', handler<'search.terms'>((job) => search.countTerms(job))],
    ['search.push', handler<'search.push'>((job) => worker.get(MeiliJobs).push(job))],
    ['search.build', handler<'search.build'>((job) => worker.get(MeiliJobs).build(job))],
    ['search.compare', handler<'search.compare'>((job) => worker.get(MeiliCompareJob).run(job))],
    ['match.need', handler<'match.need'>((job) => match.matchNeeds(job))],
    ['match.product', handler<'match.product'>((job) => match.matchProducts(job))],
    ['match.rematch', handler<'match.rematch'>((job) => rematch.rematch(job))],
    ['match.tidy', handler<'match.tidy'>((job) => rematch.tidy(job))],
    ['batch.summarise', handler<'batch.summarise'>((job) => summaries.summarise(job))],
    ['stats.rebuild', handler<'stats.rebuild'>((job) => stats.rebuild(job))],
    ['notification.deliver', handler<'notification.deliver'>((job) => notifications.deliver(job))],
    ['dialogue.tell', handler<'dialogue.tell'>((job) => worker.get(DialogueJobs).tell(job))],
    ['need.close_due', handler<'need.close_due'>((job) => needs.closeDue(job))],
    ['import.run', handler<'import.run'>((job) => imports.run(job))],
    ['import.tidy', handler<'import.tidy'>((job) => imports.tidy(job))],
    ['import.purge', handler<'import.purge'>((job) => imports.purge(job))],
    ['need.invited', handler<'need.invited'>((job) => invitations.tell(job))],
  ]);
}

/** Does all work of the outbox here and now, oldest row first, until none is pending: a worker without its waiting. */
export async function drain(database: TestDatabase, worker: INestApplicationContext): Promise<void> {
  const runner = jobRunner(worker, realHandlers(worker));
  for (;;) {
    const rows = await database.sql<{ id: string }>(
      "SELECT id FROM outbox WHERE status = 'pending' ORDER BY id",
    );
    if (rows.length === 0) return;
    for (const { id } of rows) await runner.run(id);
  }
}
