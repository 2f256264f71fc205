import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import { UnitOfWork } from '#libs/database';
import { type Role } from './membership.entity.js';
import { type OrganisationStatus } from './organisation.entity.js';
import { type OrgScope } from './org-scope.js';

/** Where a signed-in person stands now, whatever its token says. */
export interface Standing {
  readonly role: Role;
  readonly status: OrganisationStatus;
}

interface Entry {
  readonly standing: Promise<Standing | null>;
  readonly until: number;
}

/** Entries kept at most; the oldest go first. */
const MAX_ENTRIES = 10_000;

/**
 * Asked for every operation: a token of minutes ago knows nothing of a suspension, a removed member or a changed role. One
 * short statement per person in STANDING_CACHE_MS, whatever the number of requests; at most so long the old answer counts in
 * other processes.
 */
@Injectable()
export class StandingService {
  readonly #entries = new Map<string, Entry>();

  readonly #keepMs: number;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIG) config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#keepMs = config.auth.standingCacheMs;
  }

  /** Role in the organisation and its status; null for one who is no member any more. */
  async find(scope: OrgScope): Promise<Standing | null> {
    const key = `${scope.userId}/${scope.organisationId}`;
    const now = this.clock.now().getTime();
    const kept = this.#entries.get(key);
    if (kept !== undefined && now < kept.until) return kept.standing;
    const standing = this.#read(scope);
    this.#entries.delete(key);
    this.#entries.set(key, { standing, until: now + this.#keepMs });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > MAX_ENTRIES && !oldest.done) this.#entries.delete(oldest.value);
    // A failure is not an answer to keep.
    standing.catch(() => this.#entries.delete(key));
    return standing;
  }

  /** True while the scope may still act as it says. A stream of long ago asks before it shows the next row. */
  async holds(scope: OrgScope): Promise<boolean> {
    const standing = await this.find(scope);
    return standing !== null && standing.status !== 'suspended' && standing.role === scope.role;
  }

  /** Forgets what was read, so that a change counts at once in the process that made it. */
  forget(): void {
    this.#entries.clear();
  }

  async #read({ actor, userId, organisationId }: OrgScope): Promise<Standing | null> {
    const rows = await this.unitOfWork.read({ actor, userId, organisationId }, (tx) =>
      tx.query<{ role: Role; status: OrganisationStatus }>(
        `SELECT m.role, o.status FROM membership m JOIN organisation o ON o.id = m.organisation_id
          WHERE m.user_id = $1 AND m.organisation_id = $2`,
        [userId, organisationId],
      ),
    );
    return rows[0] ?? null;
  }
}
