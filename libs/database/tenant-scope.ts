/**
 * On whose behalf statements run. It is set in the database for the length of each transaction, where row-level
 * security reads it. `system` is honoured by the database for the worker role only.
 */
export interface TenantScope {
  readonly actor: 'anonymous' | 'user' | 'system';
  readonly organisationId: string | null;
  readonly userId: string | null;
  /** Role of the acting user in the organisation, which policies read; left out for nobody and the system. */
  readonly role?: string;
}

/** For handlers that must see every organisation's rows (matching, indexing). Never built from a request. */
export const SYSTEM_SCOPE: TenantScope = Object.freeze({
  actor: 'system',
  organisationId: null,
  userId: null,
});

/** For what needs no sign-in. Row-level security shows it public rows only. */
export const ANONYMOUS_SCOPE: TenantScope = Object.freeze({
  actor: 'anonymous',
  organisationId: null,
  userId: null,
});

/**
 * SQL for "one of the organisations whose rows this scope reads as its own": its own one and, for the admin of a group, those
 * below it. It stands after `organisation_id =` and is evaluated once per statement.
 */
export const READABLE = 'ANY ((SELECT gonglian.readable())::uuid[])';
