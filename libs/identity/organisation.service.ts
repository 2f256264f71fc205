import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Problem,
  type Result,
} from '#libs/common';
import { keysetPage, type Transaction, UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { storeIdentifier, unconfirmed } from './identifier.store.js';
import {
  creditCodeNeeded,
  identifierTaken,
  organisationWrongState,
  ownOrganisation,
} from './identity.errors.js';
import { organisationChanged, type OrganisationEvent } from './organisation.events.js';
import { checkRegistration, type RegistrationFields, type RegistrationInput } from './organisation.input.js';
import { Organisation, type OrganisationKind, type OrganisationStatus } from './organisation.entity.js';
import { OrganisationIdentifier } from './organisation-identifier.entity.js';
import { type OrgScope } from './org-scope.js';
import { StandingService } from './standing.service.js';

export interface OrganisationFilter {
  readonly kind?: OrganisationKind | null | undefined;
  readonly status?: OrganisationStatus | null | undefined;
}

/** What operators of the platform do with organisations: unclaimed → verified, and suspended from either and back. */
@Injectable()
export class OrganisationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly standings: StandingService,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Registers an organisation as unclaimed; its people come by invitation, its verification later.
   * @returns it, `INVALID_INPUT`, `CONFIRM_IDENTIFIER` or `IDENTIFIER_TAKEN`; nothing is written but in the first case
   */
  async register(scope: OrgScope, input: RegistrationInput): Promise<Result<Organisation>> {
    const fields = checkRegistration(input);
    if (isProblem(fields)) return fields;
    const { creditCode, confirm } = fields;
    const doubt = creditCode === null ? null : unconfirmed({ ...creditCode, confirm }, 'creditCode');
    if (doubt !== null) return doubt;
    return this.unitOfWork
      .run(scope, async (tx) => {
        const fault = await registrationFault(tx, fields);
        if (fault !== null) return fault;
        const now = this.clock.now();
        const organisation = newOrganisation(fields, now);
        await tx.manager.insert(Organisation, organisation);
        if (creditCode === null) return organisation;
        const { id: organisationId } = organisation;
        const stored = await storeIdentifier(tx, {
          ...creditCode,
          organisationId,
          scheme: 'uscc',
          confirm,
          createdAt: now,
        });
        // Somebody took the code after it was looked for: the organisation must not stay without it.
        if (isProblem(stored)) throw new TakenMeanwhile();
        return organisation;
      })
      .catch((error: unknown) => {
        if (error instanceof TakenMeanwhile) return identifierTaken();
        throw error;
      });
  }

  /** Marks an organisation as checked. An enterprise needs its credit code first. */
  async verify(scope: OrgScope, id: string): Promise<Result<Organisation>> {
    return this.#change(scope, id, async (tx, organisation) => {
      if (organisation.status === 'suspended') return organisationWrongState(organisation.status);
      const enterprise = organisation.kind === 'soe' || organisation.kind === 'sme';
      const code = await tx.manager.findOneBy(OrganisationIdentifier, { organisationId: id, scheme: 'uscc' });
      if (enterprise && code === null) return creditCodeNeeded();
      return { status: 'verified', verifiedAt: organisation.verifiedAt ?? this.clock.now() };
    });
  }

  /**
   * Shuts an organisation out: none of its people signs in or goes on, at the latest after five seconds; what it published is read by
   * nobody else at once, and leaves search and matches in the background.
   */
  async suspend(scope: OrgScope, id: string, reason: string): Promise<Result<Organisation>> {
    const statusReason = reason.trim();
    if (statusReason === '' || statusReason.length > 500) {
      const text = { zh: '请说明原因（最多 500 字）', en: 'Give a reason (at most 500 characters)' };
      return invalidInput([{ path: 'reason', code: 'REASON_NEEDED', text }]);
    }
    if (id === scope.organisationId) return ownOrganisation();
    const change = () => Promise.resolve({ status: 'suspended' as const, statusReason });
    return this.#change(scope, id, change, 'organisation.suspended');
  }

  /** Lets a suspended organisation back in, verified if it was; what it published comes back. */
  async reinstate(scope: OrgScope, id: string): Promise<Result<Organisation>> {
    const change = (_tx: Transaction, { status, verifiedAt }: Organisation) =>
      Promise.resolve<Problem | Partial<Organisation>>(
        status === 'suspended'
          ? { status: verifiedAt === null ? 'unclaimed' : 'verified', statusReason: null }
          : organisationWrongState(status),
      );
    return this.#change(scope, id, change, 'organisation.reinstated');
  }

  /** All organisations, oldest first. For operators and auditors. */
  async list(
    scope: OrgScope,
    { kind, status }: OrganisationFilter,
    request: PageRequest,
  ): Promise<Result<Page<Organisation>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager.createQueryBuilder(Organisation, 'o');
      if (kind != null) query.andWhere('o.kind = :kind', { kind });
      if (status != null) query.andWhere('o.status = :status', { status });
      return keysetPage(query, spec, 'o.id');
    });
  }

  async #change(
    scope: OrgScope,
    id: string,
    decide: (tx: Transaction, organisation: Organisation) => Promise<Problem | Partial<Organisation>>,
    event: OrganisationEvent | null = null,
  ): Promise<Result<Organisation>> {
    const result = await this.unitOfWork.run(scope, async (tx): Promise<Result<Organisation>> => {
      const organisation = await tx.manager.findOne(Organisation, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (organisation === null) return notFound(id);
      const change = await decide(tx, organisation);
      if (isProblem(change)) return change;
      const full = { ...change, updatedAt: this.clock.now() };
      await tx.manager.update(Organisation, { id }, full);
      if (event !== null) await organisationChanged(tx, this.outbox, event, id);
      return Object.assign(organisation, full);
    });
    this.standings.forget();
    return result;
  }
}

class TakenMeanwhile extends Error {}

/** What the database knows against a registration: an unknown group, a code that is taken. */
async function registrationFault(tx: Transaction, fields: RegistrationFields): Promise<Problem | null> {
  const { parentId, creditCode } = fields;
  if (parentId !== null && !(await tx.manager.existsBy(Organisation, { id: parentId, kind: 'soe' }))) {
    const text = { zh: '没有此集团', en: 'There is no such group' };
    return invalidInput([{ path: 'parentId', code: 'UNKNOWN_GROUP', text }]);
  }
  if (creditCode === null) return null;
  const code = { scheme: 'uscc' as const, value: creditCode.value };
  return (await tx.manager.existsBy(OrganisationIdentifier, code)) ? identifierTaken() : null;
}

function newOrganisation(
  { kind, name, owner, parentId, regionCode }: RegistrationFields,
  now: Date,
): Organisation {
  return Object.assign(new Organisation(), {
    id: newId(),
    kind,
    name,
    status: 'unclaimed' satisfies OrganisationStatus,
    owner,
    parentId,
    regionCode,
    trade: null,
    employees: null,
    annualRevenueFen: null,
    totalAssetsFen: null,
    statusReason: null,
    verifiedAt: null,
    createdAt: now,
    updatedAt: now,
  });
}
