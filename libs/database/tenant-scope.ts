/**
 * On whose behalf statements run. It is set in the database for the length of each transaction, where row-level
 * security reads it. `system` is honoured by the database for the worker role only.
 */
export interface TenantScope {
  readonly actor: 'anonymous' | 'user' | 'system';
  readonly organisationId: string | null;
  readonly userId: string | null;
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
