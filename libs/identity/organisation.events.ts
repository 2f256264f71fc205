import { type Transaction } from '#libs/database';
import { type Outbox } from '#libs/messaging';

export type OrganisationEvent = 'organisation.updated' | 'organisation.suspended' | 'organisation.reinstated';

/** Tells the index, in the transaction of the change, that what it holds of this organisation's products and needs is old. */
export async function organisationChanged(
  tx: Transaction,
  outbox: Outbox,
  event: OrganisationEvent,
  organisationId: string,
): Promise<void> {
  await outbox.add(tx, { kind: 'search.organisation', cause: event, payload: { organisationId } });
}
