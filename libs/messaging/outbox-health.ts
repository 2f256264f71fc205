import { SYSTEM_SCOPE, type UnitOfWork } from '#libs/database';
import { oldestOutboxSeconds, outboxRows } from '#libs/observability';

export interface OutboxState {
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  /** Age in seconds of the oldest row that waits and has not failed yet; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** Counts what is not done; also feeds the metrics. Age tells a stuck worker where a ping would not (BullMQ #4585). */
export async function readOutboxState(unitOfWork: UnitOfWork): Promise<OutboxState> {
  const rows = await unitOfWork.read(SYSTEM_SCOPE, (tx) =>
    tx.query<OutboxState>(
      `SELECT count(*) FILTER (WHERE status = 'pending')::int AS pending,
              count(*) FILTER (WHERE status = 'sent')::int AS sent,
              count(*) FILTER (WHERE status = 'failed')::int AS failed,
              coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE status IN ('pending', 'sent') AND failures = 0)), 0)::float8
                AS "oldestSeconds"
         FROM outbox WHERE status <> 'done'`,
    ),
  );
  const state = rows[0] ?? { pending: 0, sent: 0, failed: 0, oldestSeconds: 0 };
  outboxRows.set({ status: 'pending' }, state.pending);
  outboxRows.set({ status: 'sent' }, state.sent);
  outboxRows.set({ status: 'failed' }, state.failed);
  oldestOutboxSeconds.set(state.oldestSeconds);
  return state;
}
