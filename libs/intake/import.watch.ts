import { type UnitOfWork } from '#libs/database';
import { sendWakeUp } from '#libs/messaging';

/** A hint to those who watch these imports, after their change is committed; a lost one costs freshness only. */
export async function wakeImportWatchers(unitOfWork: UnitOfWork, ids: readonly string[]): Promise<void> {
  const items = ids.map((id) => ({ key: id, id }));
  await sendWakeUp(unitOfWork, 'import', items).catch(() => undefined);
}
