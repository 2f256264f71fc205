import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
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
  says,
  zodIssues,
} from '#libs/common';
import { keysetPage, READABLE, type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { ContactOffer, ContactOpening } from './contact.entity.js';
import { latestDecision } from './decision.service.js';
import { contactNotReady, contactOpened } from './dialogue.errors.js';
import { latestAnswer } from './opportunity-answer.service.js';
import {
  type ActingPair,
  actingPair,
  IN_PAIRS,
  lockPair,
  type Pair,
  pairKey,
  pairParameters,
  type Side,
} from './pair.js';

const optional = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => (text === '' || text === undefined ? null : text));
const schema = z
  .object({
    name: z.string().trim().min(1).max(100),
    phone: optional(40).refine(
      (text) => text === null || /^[+\d][\d\s()-]{4,}$/.test(text),
      says('须为电话号码', 'must be a phone number'),
    ),
    email: optional(254).refine(
      (text) => text === null || z.email().safeParse(text).success,
      says('须为电子邮箱', 'must be an e-mail address'),
    ),
  })
  .refine((person) => person.phone !== null || person.email !== null, {
    path: ['phone'],
    message: says('电话和电子邮箱至少填一项', 'phone or e-mail is needed'),
  });

/** A contact person as a side offers it; a phone number or an e-mail address is needed. */
export type ContactInput = z.input<typeof schema>;

/** How a pair stands with contacts, as one of its parties sees it. */
export interface ContactState extends Pair {
  /** The offer of the caller's own side, if it stands. */
  readonly mine: ContactOffer | null;
  /** The other side's; null until both have agreed. */
  readonly theirs: ContactOffer | null;
  /** Whether the other side has offered one; not what. */
  readonly offeredByOtherSide: boolean;
  readonly opening: ContactOpening | null;
}

/**
 * Contact data that open when both sides agree. A buyer offers after its decision `contact`, a supplier after its answer
 * `interested`: these are what must come first, the offer itself is the agreement. The second offer opens both.
 */
@Injectable()
export class ContactService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Offers a contact person to the other side of a match, in place of an earlier offer.
   * @returns how the pair stands now; `INVALID_INPUT`, `NOT_FOUND`, `NEED_STATE`, `CONTACT_NOT_READY` or `CONTACT_OPENED`
   */
  async offer(scope: OrgScope, matchId: string, input: ContactInput): Promise<Result<ContactState>> {
    const person = schema.safeParse(input);
    if (!person.success) return invalidInput(zodIssues(person.error));
    return this.unitOfWork.run(scope, async (tx) => {
      const pair = await actingPair(tx, scope, matchId);
      if (isProblem(pair)) return pair;
      await lockPair(tx, pair);
      if (await isOpened(tx, pair)) return contactOpened();
      if (!(await isReady(tx, pair))) return contactNotReady(pair.side);
      await this.#takeBack(tx, scope, pair);
      const now = this.clock.now();
      const row = { id: newId(), ...pair, actorUserId: scope.userId, createdAt: now };
      await tx.manager.insert(ContactOffer, { ...row, ...person.data, withdrawnAt: null, withdrawnBy: null });
      const openingId = await this.#open(tx, pair, scope.userId, now);
      await this.outbox.add(tx, {
        kind: 'dialogue.tell',
        cause: openingId === null ? 'contact.offered' : 'contact.opened',
        payload:
          openingId === null
            ? { event: 'contact_offered', id: row.id }
            : { event: 'contact_opened', id: openingId },
      });
      return this.#stateOf(tx, scope, pair);
    });
  }

  /** Takes the own offer back; without one nothing happens. @returns how the pair stands, `NOT_FOUND` or `CONTACT_OPENED` */
  async withdraw(scope: OrgScope, matchId: string): Promise<Result<ContactState>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const match = await tx.query<ActingPair>(
        `SELECT need_id AS "needId", product_id AS "productId", CASE WHEN need_organisation_id = $2 THEN 'buyer' ELSE 'supplier' END AS side
           FROM match WHERE id = $1 AND $2::uuid IN (need_organisation_id, product_organisation_id)`,
        [matchId, scope.organisationId],
      );
      const [pair] = match;
      if (pair === undefined) return notFound(matchId);
      await lockPair(tx, pair);
      if (await isOpened(tx, pair)) return contactOpened();
      await this.#takeBack(tx, scope, pair);
      return this.#stateOf(tx, scope, pair);
    });
  }

  /** How these pairs stand, in their order. Row-level security keeps back what is not opened. */
  async findFor(scope: OrgScope, pairs: readonly Pair[]): Promise<ContactState[]> {
    if (pairs.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) => this.#states(tx, scope, pairs));
  }

  /** Pairs of the own organisation, and of its group's needs, whose contacts are opened, newest first. */
  async listOpened(
    scope: OrgScope,
    request: PageRequest,
  ): Promise<Result<Page<ContactState & { id: string }>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(ContactOpening, 'x')
        .where(`(x.need_organisation_id = ${READABLE} OR x.product_organisation_id = :own)`, {
          own: scope.organisationId,
        });
      const page = await keysetPage(query, spec, 'x.id', 'DESC');
      const states = await this.#states(tx, scope, page.items);
      return {
        items: page.items.flatMap(({ id }, index) => {
          const state = states[index];
          return state === undefined ? [] : [{ ...state, id }];
        }),
        hasNext: page.hasNext,
      };
    });
  }

  async #stateOf(tx: Transaction, scope: OrgScope, pair: Pair): Promise<Result<ContactState>> {
    const [state] = await this.#states(tx, scope, [pair]);
    return state ?? notFound(pair.needId);
  }

  async #states(tx: Transaction, scope: OrgScope, pairs: readonly Pair[]): Promise<ContactState[]> {
    const parameters = pairParameters(pairs);
    const offers = await tx.manager
      .createQueryBuilder(ContactOffer, 'o')
      .where(`${IN_PAIRS} AND o.withdrawn_at IS NULL`, parameters)
      .getMany();
    const openings = await tx.manager
      .createQueryBuilder(ContactOpening, 'x')
      .where(IN_PAIRS, parameters)
      .getMany();
    const offered = await tx.query<Pair & Record<Side, boolean>>(
      `SELECT need_id AS "needId", product_id AS "productId", gonglian.contact_offered(need_id, product_id, 'buyer') AS buyer,
              gonglian.contact_offered(need_id, product_id, 'supplier') AS supplier
         FROM unnest($1::uuid[], $2::uuid[]) AS pair (need_id, product_id)`,
      [parameters.needIds, parameters.productIds],
    );
    const own: Side = isSupplier(scope) ? 'supplier' : 'buyer';
    const other: Side = own === 'buyer' ? 'supplier' : 'buyer';
    const of = (pair: Pair, side: Side) =>
      offers.find((offer) => offer.side === side && pairKey(offer) === pairKey(pair)) ?? null;
    return pairs.map((pair, index) => ({
      ...{ needId: pair.needId, productId: pair.productId, mine: of(pair, own), theirs: of(pair, other) },
      offeredByOtherSide: offered[index]?.[other] ?? false,
      opening: openings.find((opening) => pairKey(opening) === pairKey(pair)) ?? null,
    }));
  }

  async #takeBack(tx: Transaction, scope: OrgScope, pair: Pair & { readonly side: Side }): Promise<void> {
    await tx.query(
      `UPDATE contact_offer SET withdrawn_at = $4, withdrawn_by = $5
        WHERE need_id = $1 AND product_id = $2 AND side = $3 AND withdrawn_at IS NULL`,
      [pair.needId, pair.productId, pair.side, this.clock.now(), scope.userId],
    );
  }

  /** Opens the pair when both sides agree. @returns the id of the opening, or null */
  async #open(tx: Transaction, pair: ActingPair, userId: string, now: Date): Promise<string | null> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO contact_opening (id, need_id, need_organisation_id, product_id, product_organisation_id, actor_user_id, side, created_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE gonglian.contact_agreed($2, $4, $3, $5) RETURNING id`,
      [
        ...[newId(), pair.needId, pair.needOrganisationId, pair.productId, pair.productOrganisationId],
        ...[userId, pair.side, now],
      ],
    );
    return rows[0]?.id ?? null;
  }
}

/** By its role, as an organisation is of one kind only. */
const isSupplier = ({ role }: OrgScope) => role === 'sme_member' || role === 'sme_admin';

async function isOpened(tx: Transaction, { needId, productId }: Pair): Promise<boolean> {
  return tx.manager.existsBy(ContactOpening, { needId, productId });
}

async function isReady(tx: Transaction, pair: ActingPair): Promise<boolean> {
  if (pair.side === 'buyer') return (await latestDecision(tx, pair))?.kind === 'contact';
  return (await latestAnswer(tx, pair))?.answer === 'interested';
}
