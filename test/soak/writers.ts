import { type Caller } from '../support/graphql.js';
import { ANSWER, ASK, REPLY } from '../support/leak-dialogue.js';
import { between, pick, type Random } from '../support/seeded.js';
import {
  atLeast,
  CLOSE_NEED,
  CREATE_NEED,
  CREATE_PRODUCT,
  type Outcome,
  PUBLISH_NEED,
  PUBLISH_PRODUCT,
  REQUEST_MATCHING,
  UPDATE_PRODUCT,
  value,
  WITHDRAW_PRODUCT,
} from '../support/stage.js';
import { patiently } from './patient.js';
import { type Mood } from './plan.js';
import { anyFamily, type Kept } from './sheets.js';

const PROBLEM = '__typename ... on Problem { code message }';
const withKey = (mutation: string, input: string, field: string) =>
  mutation
    .replace(`($input: ${input}!)`, `($input: ${input}!, $key: String)`)
    .replace(`${field}(input: $input)`, `${field}(input: $input, idempotencyKey: $key)`);
const CREATE_PRODUCT_ONCE = withKey(CREATE_PRODUCT, 'CreateProductInput', 'createProduct');
const CREATE_NEED_ONCE = withKey(CREATE_NEED, 'CreateNeedInput', 'createNeed');
const UPDATE_NEED = `mutation ($id: UUID!, $version: Int!, $input: UpdateNeedInput!) {
  outcome: updateNeed(id: $id, expectedVersion: $version, input: $input) { ${PROBLEM} ... on Need { id version } } }`;
const INVITE = `mutation ($input: InviteToNeedInput!) { outcome: inviteToNeed(input: $input) { ${PROBLEM} ... on NeedInvitation { id } } }`;
const ACCEPT = `mutation ($id: UUID!) { outcome: acceptNeedInvitation(id: $id) { ${PROBLEM} ... on NeedInvitation { id } } }`;
const DECLINE = ACCEPT.replace('acceptNeedInvitation', 'declineNeedInvitation');
const PROFILE = `mutation ($input: OrganisationProfileInput!) {
  outcome: updateOrganisationProfile(input: $input) { ${PROBLEM} ... on Organisation { id } } }`;
const MATCHES = 'query ($id: UUID!) { page: matches(needId: $id, first: 20) { edges { node { id } } } }';
const OPPORTUNITIES = '{ page: opportunities(first: 20) { edges { node { id } } } }';
const INVITATIONS = '{ page: invitationsToNeeds(first: 100) { edges { node { id state } } } }';
const QUESTIONS =
  'query ($unanswered: Boolean) { page: questions(first: 100, unanswered: $unanswered) { edges { node { id text side replies { text } } } } }';

interface Connection<Node> {
  readonly page: { readonly edges: readonly { readonly node: Node }[] };
}
interface Thread {
  readonly id: string;
  readonly text: string;
  readonly side: string;
  readonly replies: readonly { readonly text: string }[];
}

/** What a person who writes through GraphQL has in common. */
abstract class Writer {
  constructor(
    protected readonly caller: Caller,
    protected readonly random: Random,
    protected readonly mood: Mood,
  ) {}

  /** One thing done to its end. */
  abstract step(): Promise<void>;

  /** Does a mutation that is good to send again; `WrongState` is told, as the world may have moved on. @throws Error for any other refusal */
  protected async change(mutation: string, variables: object): Promise<Outcome & { readonly tries: number }> {
    const { data, tries } = await patiently<{ outcome: Outcome }>(this.caller, mutation, { ...variables });
    const { outcome } = data;
    if (outcome.id === undefined && outcome.__typename !== 'WrongState' && outcome.__typename !== 'NotFound')
      throw new Error(JSON.stringify(outcome));
    return { ...outcome, tries };
  }

  protected async nodes<Node>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Node[]> {
    const { data } = await patiently<Connection<Node>>(this.caller, query, variables);
    return data.page.edges.map(({ node }) => node);
  }

  /** Says a thing once, though nothing but its words tells one saying from another: after a lost answer it is looked for first. */
  protected async sayOnce(mutation: string, variables: object, text: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (tries > 0 && (await this.#wasSaid(text))) return;
      const answer = await this.caller
        .ask<{ outcome: Outcome }>(mutation, { ...variables })
        .catch(() => null);
      if (answer !== null && answer.errors.length === 0 && answer.data !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    throw new Error(`Not said: ${text}`);
  }

  async #wasSaid(text: string): Promise<boolean> {
    const threads = await this.nodes<Thread>(QUESTIONS);
    return threads.some((one) => one.text === text || one.replies.some((reply) => reply.text === text));
  }
}

/** A product or need that its writer remembers. */
export interface Written extends Kept {
  readonly id: string;
}

/** A supplier that lists products by hand: publishes, changes, withdraws. */
export class Seller extends Writer {
  readonly products = new Map<string, Written>();
  #number = 0;

  async step(): Promise<void> {
    if (this.mood.urge === 'list') return this.#list();
    const sku = pick(this.random, [...this.products.keys()]);
    const product = sku === undefined ? undefined : this.products.get(sku);
    if (product === undefined || (this.products.size < 40 && this.random() < 0.3)) return this.#list();
    if (this.random() < 0.5) return this.#update(sku ?? '', product);
    const [mutation, status] =
      product.status === 'published' ? [WITHDRAW_PRODUCT, 'withdrawn'] : [PUBLISH_PRODUCT, 'published'];
    await this.change(mutation, { id: product.id });
    this.products.set(sku ?? '', { ...product, status, version: product.version + 1 });
  }

  async #list(): Promise<void> {
    this.#number += 1;
    const sku = `HAND-${this.#number}`;
    const said = this.#content(`${anyFamily(this.random)} ${9_000 + this.#number}型`);
    const { id = '' } = await this.change(CREATE_PRODUCT_ONCE, {
      input: inputOf(sku, said),
      key: `list-${sku}`,
    });
    await this.change(PUBLISH_PRODUCT, { id });
    this.products.set(sku, { ...said, id, status: 'published', version: 2 });
  }

  async #update(sku: string, before: Written): Promise<void> {
    const said = this.#content(before.name);
    const { version, tries, code } = await this.change(UPDATE_PRODUCT, {
      ...{ id: before.id, version: before.version, input: inputOf(sku, said) },
    });
    // Nobody else changes it: a conflict after a lost answer says that the first one was done.
    if (version === undefined && !(code === 'VERSION_CONFLICT' && tries > 1))
      throw new Error(`${sku}: ${code ?? '?'}`);
    this.products.set(sku, { ...before, ...said, version: version ?? before.version + 1 });
  }

  #content(name: string) {
    const summary = `手写第${between(this.random, 1, 99_999)}稿`;
    return { name, summary, kilovolts: between(this.random, 6, 40) };
  }
}

const inputOf = (
  sku: string,
  { name, summary, kilovolts }: Pick<Kept, 'name' | 'summary' | 'kilovolts'>,
) => ({
  ...{ sku, name, summary },
  parameters: [value('额定电压', String(kilovolts), 'kV'), value('额定频率', '50', 'Hz')],
});

/** A buyer that writes needs by hand: publishes, changes, closes, invites suppliers, asks them. */
export class Buyer extends Writer {
  readonly needs = new Map<string, Written>();
  #number = 0;

  constructor(
    caller: Caller,
    random: Random,
    mood: Mood,
    private readonly suppliers: readonly string[],
  ) {
    super(caller, random, mood);
  }

  async step(): Promise<void> {
    const open = [...this.needs.values()].filter((need) => need.status === 'open');
    const need = pick(this.random, open);
    if (this.mood.urge === 'invite') return this.#inviteToNew();
    if (need === undefined || (open.length < 12 && this.random() < 0.3)) return this.#publish();
    if (this.mood.urge === 'ask') return this.#ask(need);
    const chance = this.random();
    if (chance < 0.3) await this.#update(need);
    else if (chance < 0.4) await this.#close(need);
    else if (chance < 0.5) await this.change(REQUEST_MATCHING, { needId: need.id, id: need.id });
    else if (chance < 0.75) await this.#invite(need);
    else await this.#ask(need);
  }

  async #publish(): Promise<void> {
    this.#number += 1;
    const said = {
      name: `${anyFamily(this.random)}采购`,
      summary: '',
      kilovolts: between(this.random, 6, 40),
    };
    const { id = '' } = await this.change(CREATE_NEED_ONCE, {
      input: needOf(said),
      key: `need-${this.#number}`,
    });
    await this.change(PUBLISH_NEED, { id });
    this.needs.set(id, { ...said, id, status: 'open', version: 2 });
  }

  async #update(need: Written): Promise<void> {
    const said = { ...need, kilovolts: need.kilovolts === 40 ? 6 : need.kilovolts + 1 };
    const { version, tries, code } = await this.change(UPDATE_NEED, {
      ...{ id: need.id, version: need.version, input: needOf(said) },
    });
    if (version === undefined && !(code === 'VERSION_CONFLICT' && tries > 1))
      throw new Error(`need: ${code ?? '?'}`);
    this.needs.set(need.id, { ...said, version: version ?? need.version + 1 });
  }

  async #close(need: Written): Promise<void> {
    await this.change(CLOSE_NEED, { id: need.id });
    this.needs.set(need.id, { ...need, status: 'closed', version: need.version + 1 });
  }

  /** To a need that nobody was invited to; another one closes for it. */
  async #inviteToNew(): Promise<void> {
    const open = [...this.needs.values()].filter((one) => one.status === 'open');
    if (open.length >= 12) await this.#close(open[0]!);
    await this.#publish();
    await this.#invite([...this.needs.values()].at(-1)!);
  }

  async #invite({ id }: Written): Promise<void> {
    const supplierOrganisationId = pick(this.random, this.suppliers);
    await this.change(INVITE, { input: { needId: id, supplierOrganisationId, terms: '保密条款' } });
  }

  async #ask({ id }: Written): Promise<void> {
    const match = pick(this.random, await this.nodes<{ id: string }>(MATCHES, { id }));
    if (match === undefined) return;
    this.#number += 1;
    const text = `第${this.#number}问`;
    await this.sayOnce(ASK, { input: { matchId: match.id, text } }, text);
  }
}

/** The invited clause is met by every product that this suite lists by hand, and unknown of the others. */
const needOf = ({ name, summary, kilovolts }: Pick<Kept, 'name' | 'summary' | 'kilovolts'>) => ({
  ...{ kind: 'PROCUREMENT', title: name, body: summary },
  clauses: [
    atLeast('额定电压', String(kilovolts), 'kV'),
    { ...atLeast('额定频率', '50', 'Hz', 'INVITED'), hard: false },
  ],
});

/** A supplier's sales desk: answers invitations, opportunities and questions, and now and then has a new profile. */
export class SalesDesk extends Writer {
  #number = 0;

  async step(): Promise<void> {
    const chance = this.mood.urge === 'profile' ? 1 : this.random();
    if (chance < 0.3) await this.#answerInvitation();
    else if (chance < 0.6) await this.#answerOpportunity();
    else if (chance < 0.97) await this.#reply();
    else await this.change(PROFILE, { input: { employees: between(this.random, 1, 900) } });
  }

  async #answerInvitation(): Promise<void> {
    const invitations = await this.nodes<{ id: string; state: string }>(INVITATIONS);
    const invitation = pick(
      this.random,
      invitations.filter((one) => one.state === 'PENDING'),
    );
    if (invitation !== undefined)
      await this.change(this.random() < 0.7 ? ACCEPT : DECLINE, { id: invitation.id });
  }

  async #answerOpportunity(): Promise<void> {
    const opportunity = pick(this.random, await this.nodes<{ id: string }>(OPPORTUNITIES));
    const answer = pick(this.random, ['INTERESTED', 'QUESTION']);
    if (opportunity !== undefined) await this.change(ANSWER, { input: { matchId: opportunity.id, answer } });
  }

  async #reply(): Promise<void> {
    const threads = await this.nodes<Thread>(QUESTIONS, { unanswered: true });
    const question = pick(
      this.random,
      threads.filter((one) => one.side === 'BUYER'),
    );
    if (question === undefined) return;
    this.#number += 1;
    const text = `第${this.#number}答 ${question.id}`;
    await this.sayOnce(REPLY, { id: question.id, text }, text);
  }
}
