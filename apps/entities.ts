import { DEMAND_ENTITIES } from '#libs/demand';
import { IDENTITY_ENTITIES } from '#libs/identity';
import { INTAKE_ENTITIES } from '#libs/intake';
import { MATCHING_ENTITIES } from '#libs/matching';
import { BulkBatch, OutboxRow } from '#libs/messaging';
import { NOTIFICATION_ENTITIES } from '#libs/notification';
import { SUPPLY_ENTITIES } from '#libs/supply';

/** Every entity of the platform; a contract test compares them with the migrated tables. */
export const ENTITIES = [
  ...IDENTITY_ENTITIES,
  ...SUPPLY_ENTITIES,
  ...DEMAND_ENTITIES,
  ...MATCHING_ENTITIES,
  ...NOTIFICATION_ENTITIES,
  ...INTAKE_ENTITIES,
  OutboxRow,
  BulkBatch,
] as const;
