import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_SCOPE, type UnitOfWork } from '#libs/database';

/** What the demonstration gives as the cause of jobs that it asks for itself. */
export const STORY_CAUSE = 'demo';
/** Between two looks at the outbox. */
const LOOK_MS = 100;

/** Jobs in the outbox that are not done. */
export interface WorkLeft {
  /** Of the demonstration's own things, failed ones apart. */
  readonly own: number;
  /** Of everybody. */
  readonly open: number;
  readonly failed: number;
}

/**
 * Waits until the jobs of the demonstration's own things have ended, and for no other's: an import that Ctrl-C cut off may have an hour
 * of work before it.
 * @param ids of its products and needs @param patienceMs it goes on then, too
 */
export async function waitForStory(
  unitOfWork: UnitOfWork,
  ids: readonly string[],
  patienceMs = 60_000,
): Promise<WorkLeft> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const left = await readWorkLeft(unitOfWork, ids);
    if (left.own === 0 || performance.now() >= until) return left;
    await sleep(LOOK_MS);
  }
}

async function readWorkLeft(unitOfWork: UnitOfWork, ids: readonly string[]): Promise<WorkLeft> {
  const items = ids.map((id) => JSON.stringify([{ id }]));
  const [left] = await unitOfWork.read(SYSTEM_SCOPE, (tx) =>
    tx.query<WorkLeft>(
      `SELECT count(*) FILTER (WHERE status <> 'failed' AND (cause = $1 OR payload->'items' @> ANY ($2::jsonb[])))::int AS own,
              count(*) FILTER (WHERE status <> 'failed')::int AS open,
              count(*) FILTER (WHERE status = 'failed')::int AS failed
         FROM outbox WHERE status IN ('pending', 'sent', 'failed')`,
      [STORY_CAUSE, items],
    ),
  );
  return left ?? { own: 0, open: 0, failed: 0 };
}

/** One line for people, or null when nothing is left. */
export function tellWorkLeft({ open, failed }: WorkLeft): string | null {
  if (open === 0 && failed === 0) return null;
  return `  后台任务：${open} 项未完成，${failed} 项失败 / background jobs: ${open} at work, ${failed} failed`;
}
