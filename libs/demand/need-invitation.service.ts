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
  type Result,
} from '#libs/common';
import { type FindOptionsWhere } from 'typeorm';
import { keysetPage, type Transaction, UnitOfWork } from '#libs/database';
import { Organisation, type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { Need } from './need.entity.js';
import { alreadyInvited, invitationWrongState, needWrongState } from './need.errors.js';
import { badTerms, notASupplier } from './need.issues.js';
import { invitationState, NeedInvitation, type NeedInvitationState } from './need-invitation.entity.js';
import { lockOwn } from './need.store.js';

/** Longest confidentiality terms. */
const MAX_TERMS = 10_000;

/** Who is asked to see the invited part of a need. */
export interface InviteInput {
  readonly needId: string;
  readonly supplierOrganisationId: string;
  readonly terms: string;
}

/** Invitations to the invited part of a need: pending → accepted or declined by the supplier, revoked by the buyer at any time. */
@Injectable()
export class NeedInvitationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Invites a supplier; its people are told in the background.
   * @returns the invitation (the one that stands, when it has the same terms), `INVALID_INPUT`, `NOT_FOUND` for a need that is not
   * the caller's or an organisation that is none, `NEED_STATE` unless it is open, or `ALREADY_INVITED` under other terms
   */
  async invite(scope: OrgScope, input: InviteInput): Promise<Result<NeedInvitation>> {
    const terms = input.terms.trim();
    if (terms === '' || terms.length > MAX_TERMS) return invalidInput([badTerms(MAX_TERMS)]);
    return this.unitOfWork.run(scope, async (tx) => {
      const need = await lockOwn(tx, scope, input.needId);
      if (need === null) return notFound(input.needId);
      if (need.status !== 'open') return needWrongState(need.status);
      const supplier = await tx.manager.findOneBy(Organisation, { id: input.supplierOrganisationId });
      if (supplier === null) return notFound(input.supplierOrganisationId);
      if (supplier.kind !== 'sme' || supplier.status === 'suspended') return invalidInput([notASupplier()]);
      // The need's lock makes two calls for one supplier follow one another.
      const standing = await findLive(tx, need.id, supplier.id);
      if (standing !== null) return standing.terms === terms ? standing : alreadyInvited();
      const invitation = this.#invitation(scope, need, supplier.id, terms);
      await tx.manager.insert(NeedInvitation, invitation);
      await this.outbox.add(tx, {
        kind: 'need.invited',
        cause: 'need.invited',
        payload: { invitationId: invitation.id },
      });
      return invitation;
    });
  }

  /** Ends an invitation of an own need, whatever was answered: the invited part closes at once. */
  async revoke(scope: OrgScope, id: string): Promise<Result<NeedInvitation>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const invitation = await lock(tx, { id, organisationId: scope.organisationId });
      if (invitation === null) return notFound(id);
      if (invitation.revokedAt !== null) return invitation;
      const change = { revokedAt: this.clock.now() };
      await tx.manager.update(NeedInvitation, { id }, change);
      return Object.assign(invitation, change);
    });
  }

  /** Accepts the confidentiality terms for the caller's organisation: the invited part opens to it. */
  async accept(scope: OrgScope, id: string): Promise<Result<NeedInvitation>> {
    return this.#answer(scope, id, 'accepted', { acceptedAt: this.clock.now() });
  }

  /** Declines; the buyer may invite again. */
  async decline(scope: OrgScope, id: string): Promise<Result<NeedInvitation>> {
    return this.#answer(scope, id, 'declined', { declinedAt: this.clock.now() });
  }

  /** Invitations of a need of the caller's group, oldest first. A supplier that asks with its id finds its own only. */
  async listOfNeed(
    scope: OrgScope,
    needId: string,
    request: PageRequest,
  ): Promise<Result<Page<NeedInvitation>>> {
    return this.#list(scope, request, 'i.need_id = :id', needId);
  }

  /** Invitations to the caller's organisation, oldest first. */
  async listReceived(scope: OrgScope, request: PageRequest): Promise<Result<Page<NeedInvitation>>> {
    return this.#list(scope, request, 'i.supplier_organisation_id = :id', scope.organisationId);
  }

  async #list(
    scope: OrgScope,
    request: PageRequest,
    where: string,
    id: string,
  ): Promise<Result<Page<NeedInvitation>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager.createQueryBuilder(NeedInvitation, 'i').where(where, { id });
      return keysetPage(query, spec, 'i.id');
    });
  }

  async #answer(
    scope: OrgScope,
    id: string,
    answer: NeedInvitationState,
    change: Partial<NeedInvitation>,
  ): Promise<Result<NeedInvitation>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const invitation = await lock(tx, { id, supplierOrganisationId: scope.organisationId });
      if (invitation === null) return notFound(id);
      const state = invitationState(invitation);
      if (state === answer) return invitation;
      if (state !== 'pending') return invitationWrongState(state);
      const need = await tx.manager.findOneBy(Need, { id: invitation.needId });
      if (need?.status !== 'open') return needWrongState('closed');
      const full = { ...change, answeredBy: scope.userId };
      await tx.manager.update(NeedInvitation, { id }, full);
      return Object.assign(invitation, full);
    });
  }

  #invitation(scope: OrgScope, need: Need, supplierOrganisationId: string, terms: string): NeedInvitation {
    return Object.assign(new NeedInvitation(), {
      id: newId(),
      needId: need.id,
      organisationId: scope.organisationId,
      supplierOrganisationId,
      terms,
      invitedBy: scope.userId,
      createdAt: this.clock.now(),
      answeredBy: null,
      acceptedAt: null,
      declinedAt: null,
      revokedAt: null,
    });
  }
}

async function findLive(
  tx: Transaction,
  needId: string,
  supplierOrganisationId: string,
): Promise<NeedInvitation | null> {
  return tx.manager
    .createQueryBuilder(NeedInvitation, 'i')
    .where('i.need_id = :needId AND i.supplier_organisation_id = :supplierOrganisationId', {
      needId,
      supplierOrganisationId,
    })
    .andWhere('i.revoked_at IS NULL AND i.declined_at IS NULL')
    .getOne();
}

async function lock(
  tx: Transaction,
  where: FindOptionsWhere<NeedInvitation>,
): Promise<NeedInvitation | null> {
  return tx.manager.findOne(NeedInvitation, { where, lock: { mode: 'pessimistic_write' } });
}
