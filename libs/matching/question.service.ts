import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  groupBy,
  invalidInput,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
} from '#libs/common';
import { type AppConfig, CONFIG } from '#libs/config';
import {
  checkIdempotencyKey,
  type IdempotencyClaim,
  keysetPage,
  oncePerKey,
  READABLE,
  type Transaction,
  UnitOfWork,
} from '#libs/database';
import { Clause, needWrongState } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { limitReached } from './daily-limit.js';
import { clauseHidden, fault, tooMany } from './dialogue.errors.js';
import { Match } from './match.entity.js';
import { type ActingPair, actingPair, IN_PAIRS, type Pair, pairParameters, type Side } from './pair.js';
import { MatchQuestion, MatchReply } from './question.entity.js';
import { questionText } from './suggested-question.js';

export interface AskInput {
  readonly matchId: string;
  /** The clause that the question is about. */
  readonly clauseId?: string | null | undefined;
  /** At most 2,000 characters. Left out with a clause, the suggested text is sent. */
  readonly text?: string | null | undefined;
}

export interface QuestionFilter {
  /** Those without a reply of the side that was asked. */
  readonly unanswered?: boolean | null | undefined;
  /** Asked by this side. */
  readonly askedBy?: Side | null | undefined;
  readonly needId?: string | null | undefined;
}

/** A question with what was replied. */
export interface Thread extends MatchQuestion {
  readonly replies: readonly MatchReply[];
  /** The side that was asked has replied. */
  readonly answered: boolean;
}

/** SQL: the side that was asked has not replied to question `q`. */
export const UNANSWERED =
  'NOT EXISTS (SELECT 1 FROM match_reply r WHERE r.question_id = q.id AND r.side <> q.side)';

/** Texts: one to 2,000 characters. */
const MAX_TEXT = 2_000;
const badText = () =>
  invalidInput([
    fault('text', 'BAD_LENGTH', '内容须为 1 到 2000 字', 'The text must have 1 to 2,000 characters'),
  ]);

/** Questions and replies between the two sides of a match. Nothing said here changes a verdict. */
@Injectable()
export class QuestionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Asks the other side; it is told. A supplier asks while the need is open, a buyer afterwards too.
   * @param idempotencyKey the same key with the same input asks once in 24 hours, however often it is sent
   * @returns the thread; `INVALID_INPUT`, `NOT_FOUND` (match or clause), `NEED_STATE`, `CLAUSE_HIDDEN`, `DAILY_LIMIT` (setting
   * QUESTIONS_PER_DAY) or `IDEMPOTENCY_KEY_REUSED`
   */
  async ask(
    scope: OrgScope,
    { matchId, clauseId, text }: AskInput,
    idempotencyKey: string | null = null,
  ): Promise<Result<Thread>> {
    const input = { matchId, clauseId: clauseId ?? null, text: text?.trim() ?? null };
    const id = newId();
    const request = { operation: 'askAboutMatch', key: idempotencyKey, input, resultId: id };
    const work = (tx: Transaction) => this.#ask(tx, scope, id, input);
    return this.#once(scope, request, work, (tx, asked) => threadOf(tx, asked));
  }

  /**
   * Replies to a question of a match of the own organisation, or goes on with its own one; the other side is told.
   * @param idempotencyKey the same key with the same text replies once in 24 hours, however often it is sent
   * @returns the thread with the reply; `INVALID_INPUT`, `NOT_FOUND`, `NEED_STATE`, `DAILY_LIMIT` or `IDEMPOTENCY_KEY_REUSED`
   */
  async reply(
    scope: OrgScope,
    questionId: string,
    given: string,
    idempotencyKey: string | null = null,
  ): Promise<Result<Thread>> {
    const text = given.trim();
    if (text.length < 1 || text.length > MAX_TEXT) return badText();
    const input = { questionId, text };
    const id = newId();
    const request = { operation: 'replyToQuestion', key: idempotencyKey, input, resultId: id };
    const work = (tx: Transaction) => this.#reply(tx, scope, id, input);
    return this.#once(scope, request, work, (tx) => threadOf(tx, questionId));
  }

  /** Questions that the caller may see, of its own organisation's matches and its group's needs, newest first. */
  async list(scope: OrgScope, filter: QuestionFilter, request: PageRequest): Promise<Result<Page<Thread>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(MatchQuestion, 'q')
        .where(`(q.need_organisation_id = ${READABLE} OR q.product_organisation_id = :own)`, {
          own: scope.organisationId,
        });
      if (filter.needId != null) query.andWhere('q.need_id = :needId', { needId: filter.needId });
      if (filter.askedBy != null) query.andWhere('q.side = :side', { side: filter.askedBy });
      if (filter.unanswered != null) query.andWhere(filter.unanswered ? UNANSWERED : `NOT (${UNANSWERED})`);
      const page = await keysetPage(query, spec, 'q.id', 'DESC');
      return { items: await withReplies(tx, page.items), hasNext: page.hasNext };
    });
  }

  /** Threads on these pairs that the caller may see, oldest first. */
  async findFor(scope: OrgScope, pairs: readonly Pair[]): Promise<Thread[]> {
    if (pairs.length === 0) return [];
    return this.unitOfWork.read(scope, async (tx) => {
      const questions = await tx.manager
        .createQueryBuilder(MatchQuestion, 'q')
        .where(IN_PAIRS, pairParameters(pairs))
        .orderBy('q.id')
        .getMany();
      return withReplies(tx, questions);
    });
  }

  async #ask(
    tx: Transaction,
    scope: OrgScope,
    id: string,
    input: { readonly matchId: string; readonly clauseId: string | null; readonly text: string | null },
  ): Promise<Result<Thread>> {
    const pair = await actingPair(tx, scope, input.matchId);
    if (isProblem(pair)) return pair;
    const clause = await clauseFor(tx, pair, input.clauseId);
    if (isProblem(clause)) return clause;
    const text = input.text ?? (await suggestion(tx, scope, input.matchId, clause));
    if (text.length < 1 || text.length > MAX_TEXT) return badText();
    const refused = await this.#limited(tx, scope);
    if (refused !== null) return refused;
    const question = Object.assign(new MatchQuestion(), {
      ...{ id, ...pair, clauseId: clause?.id ?? null, text },
      ...{ actorUserId: scope.userId, createdAt: this.clock.now() },
    });
    await tx.manager.insert(MatchQuestion, question);
    await this.#tell(tx, 'question', question.id);
    return Object.assign(question, { replies: [], answered: false });
  }

  async #reply(
    tx: Transaction,
    scope: OrgScope,
    id: string,
    { questionId, text }: { readonly questionId: string; readonly text: string },
  ): Promise<Result<Thread>> {
    const question = await tx.manager.findOneBy(MatchQuestion, { id: questionId });
    const side = question === null ? null : sideOf(scope, question);
    if (question === null || side === null) return notFound(questionId);
    if (side === 'supplier' && question.side === 'supplier' && !(await isOpen(tx, question.needId)))
      return needWrongState('closed');
    const refused = await this.#limited(tx, scope);
    if (refused !== null) return refused;
    const { needId, needOrganisationId, productId, productOrganisationId } = question;
    const reply = Object.assign(new MatchReply(), {
      ...{ id, questionId, needId, needOrganisationId, productId, productOrganisationId },
      ...{ side, text, actorUserId: scope.userId, createdAt: this.clock.now() },
    });
    await tx.manager.insert(MatchReply, reply);
    await this.#tell(tx, 'reply', reply.id);
    return threadOf(tx, questionId);
  }

  async #once(
    scope: OrgScope,
    { key, ...request }: Pick<IdempotencyClaim, 'operation' | 'input' | 'resultId'> & { key: string | null },
    work: (tx: Transaction) => Promise<Result<Thread>>,
    again: (tx: Transaction, resultId: string) => Promise<Result<Thread>>,
  ): Promise<Result<Thread>> {
    const badKey = key === null ? null : checkIdempotencyKey(key);
    if (badKey !== null) return invalidInput([badKey]);
    const { organisationId } = scope;
    const claim = key === null ? null : { ...request, organisationId, key, now: this.clock.now() };
    return this.unitOfWork.run(scope, (tx) => oncePerKey(tx, claim, work, again));
  }

  async #limited(tx: Transaction, scope: OrgScope) {
    const limit = this.config.dialogue.questionsPerDay;
    const reached = await limitReached(tx, 'question', scope.organisationId, this.clock.now(), limit);
    return reached ? tooMany('question', limit) : null;
  }

  async #tell(tx: Transaction, event: 'question' | 'reply', id: string): Promise<void> {
    await this.outbox.add(tx, {
      kind: 'dialogue.tell',
      cause: event === 'question' ? 'match.asked' : 'match.replied',
      payload: { event, id },
    });
  }
}

/** The side that the caller's own organisation is on; null when it is on none. */
export function sideOf(
  scope: OrgScope,
  row: { readonly needOrganisationId: string; readonly productOrganisationId: string },
): Side | null {
  if (row.needOrganisationId === scope.organisationId) return 'buyer';
  return row.productOrganisationId === scope.organisationId ? 'supplier' : null;
}

/** The clause that is asked about: one of the need that both sides may see. Null when none is asked about. */
async function clauseFor(
  tx: Transaction,
  pair: ActingPair,
  clauseId: string | null,
): Promise<Result<Clause | null>> {
  if (clauseId === null) return null;
  const clause = await tx.manager.findOneBy(Clause, { id: clauseId, needId: pair.needId });
  if (clause === null) return notFound(clauseId);
  const hidden = pair.side === 'buyer' && clause.disclosure === 'invited' && !(await isInvited(tx, pair));
  return hidden ? clauseHidden() : clause;
}

/** True when the supplier of the pair has accepted an invitation that stands: it sees every clause. */
async function isInvited(tx: Transaction, { needId, productOrganisationId }: ActingPair): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM need_invitation WHERE need_id = $1 AND supplier_organisation_id = $2
        AND accepted_at IS NOT NULL AND revoked_at IS NULL`,
    [needId, productOrganisationId],
  );
  return rows.length > 0;
}

/** The text that is sent when only a clause is given: the buyer's suggested question. Empty for anybody else. */
async function suggestion(
  tx: Transaction,
  scope: OrgScope,
  matchId: string,
  clause: Clause | null,
): Promise<string> {
  if (clause === null) return '';
  const match = await tx.manager.findOneBy(Match, { id: matchId, needOrganisationId: scope.organisationId });
  if (match === null) return '';
  const verdict = match.verdicts.find((one) => one.clauseId === clause.id);
  return questionText(clause.text, verdict?.verdict === 'unknown' ? verdict.reason : null)[scope.locale];
}

async function isOpen(tx: Transaction, needId: string): Promise<boolean> {
  const rows = await tx.query("SELECT 1 FROM need WHERE id = $1 AND status = 'open'", [needId]);
  return rows.length > 0;
}

/** A question that the caller may see, with its replies. */
async function threadOf(tx: Transaction, questionId: string): Promise<Result<Thread>> {
  const question = await tx.manager.findOneBy(MatchQuestion, { id: questionId });
  const [thread] = question === null ? [] : await withReplies(tx, [question]);
  return thread ?? notFound(questionId);
}

async function withReplies(tx: Transaction, questions: readonly MatchQuestion[]): Promise<Thread[]> {
  const replies = await tx.manager
    .createQueryBuilder(MatchReply, 'r')
    .where('r.question_id = ANY(:ids)', { ids: questions.map((question) => question.id) })
    .orderBy('r.id')
    .getMany();
  const byQuestion = groupBy(replies, (reply) => reply.questionId);
  return questions.map((question) => {
    const own = byQuestion.get(question.id) ?? [];
    return Object.assign(question, {
      replies: own,
      answered: own.some((reply) => reply.side !== question.side),
    });
  });
}
