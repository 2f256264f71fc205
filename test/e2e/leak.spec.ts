import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema } from 'graphql';
import { newId } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { wakeImportWatchers } from '#libs/intake';
import { type Caller, codesOf } from '../support/graphql.js';
import { IDENTITY_CASES, type IdentityRow, prepareIdentityRows } from '../support/leak-identity.js';
import { CATALOGUE_CASES } from '../support/leak-catalogue.js';
import { copyAsRunning, IMPORT_CASES, type ImportRow, prepareImportRows } from '../support/leak-import.js';
import { PARAMETER_CASES } from '../support/leak-parameters.js';
import { DEMAND_CASES, DEMAND_SECRETS, type DemandRow, prepareDemandRows } from '../support/leak-demand.js';
import { SEARCH_CASES } from '../support/leak-search.js';
import { TERRITORY_CASES } from '../support/leak-territory.js';
import { RUN_CASES } from '../support/leak-runs.js';
import {
  DIALOGUE_CASES,
  DIALOGUE_SECRET,
  DIALOGUE_SECRETS,
  DIALOGUE_TABLES,
  type DialogueRow,
  prepareDialogueRows,
} from '../support/leak-dialogue.js';
import { eventually, outboxIsQuiet } from '../support/processes.js';
import { everything, fieldOf, operationsOf, readSchema } from '../support/schema.js';
import { Socket, type Subscription } from '../support/sockets.js';
import {
  atLeast,
  CLOSE_NEED,
  CREATE_NEED,
  CREATE_PRODUCT,
  done,
  MARK_READ,
  openStage,
  type Outcome,
  PUBLISH_NEED,
  PUBLISH_PRODUCT,
  publishNeed,
  publishProduct,
  RECORD_DECISION,
  registerColleague,
  registerMember,
  REQUEST_MATCHING,
  type Stage,
  type TestMember,
  value,
  WITHDRAW_PRODUCT,
} from '../support/stage.js';

/** Two buyers, two suppliers, a colleague of each first one, an operator of the platform, and the lead of a chain. */
const PEOPLE = [
  'buyer',
  'buyerColleague',
  'otherBuyer',
  'supplier',
  'supplierColleague',
  'otherSupplier',
  'operator',
  'chainLead',
] as const;
type Person = (typeof PEOPLE)[number];

const BUYERS: readonly Person[] = ['buyer', 'buyerColleague', 'otherBuyer'];
const SUPPLIERS: readonly Person[] = ['supplier', 'supplierColleague', 'otherSupplier'];

/** Rows that belong to `buyer` and `supplier`, whom nobody else may overhear. */
interface Rows extends Record<IdentityRow | ImportRow | DemandRow | DialogueRow, string> {
  draftProduct: string;
  publishedProduct: string;
  withdrawnProduct: string;
  draftNeed: string;
  openNeed: string;
  /** Open too; its invited part is open to the second supplier. */
  invitedNeed: string;
  closedNeed: string;
  match: string;
  run: string;
  buyersNotification: string;
  suppliersNotification: string;
}

/** A call on somebody else's rows. */
interface Attempt {
  readonly by: readonly Person[];
  readonly row: keyof Rows;
  /** `missing`: the same NotFound as for an id that nobody has. */
  readonly answer: 'null' | 'empty' | 'missing';
}

interface Case {
  /** `$id` is the row of an attempt, `$input` an input built from it. */
  readonly document: string;
  /** All others are FORBIDDEN; `everybody` includes those who are not signed in. */
  readonly for: readonly Person[] | 'everybody';
  readonly variables?: (id: string) => Record<string, unknown>;
  readonly attempts: readonly Attempt[];
}

const PAGE = '{ edges { node { id } } }';
const byId = (field: string) => `query ($id: UUID!) { outcome: ${field}(id: $id) { id } }`;
const ofNeed = (field: string) => `query ($id: UUID!) { outcome: ${field}(needId: $id) ${PAGE} }`;
const PRODUCT = { sku: 'LEAK', name: '不应出现的产品' };
const NEED = { kind: 'PROCUREMENT', title: '不应出现的需求' };

/** A row per operation of the schema; an operation without one fails the first test. */
const CASES: Readonly<Record<string, Case>> = {
  ...IDENTITY_CASES,
  ...SEARCH_CASES,
  'Query.viewer': { document: '{ outcome: viewer { id } }', for: PEOPLE, attempts: [] },
  'Query.product': {
    document: byId('product'),
    for: PEOPLE,
    attempts: [
      { by: [...BUYERS, 'otherSupplier', 'operator'], row: 'draftProduct', answer: 'null' },
      { by: [...BUYERS, 'otherSupplier', 'operator'], row: 'withdrawnProduct', answer: 'null' },
    ],
  },
  // What the lists show of others is read with every field, below; here only who may ask.
  'Query.products': { document: `{ outcome: products ${PAGE} }`, for: SUPPLIERS, attempts: [] },
  'Query.searchProducts': {
    document: `{ outcome: searchProducts(text: "断路器") ${PAGE} }`,
    for: PEOPLE,
    attempts: [],
  },
  'Query.need': {
    document: byId('need'),
    for: PEOPLE,
    attempts: [
      { by: ['otherBuyer', ...SUPPLIERS, 'operator'], row: 'draftNeed', answer: 'null' },
      { by: ['otherBuyer', ...SUPPLIERS, 'operator'], row: 'closedNeed', answer: 'null' },
    ],
  },
  'Query.needs': { document: `{ outcome: needs ${PAGE} }`, for: BUYERS, attempts: [] },
  'Query.matches': {
    document: ofNeed('matches'),
    for: BUYERS,
    attempts: [{ by: ['otherBuyer'], row: 'openNeed', answer: 'empty' }],
  },
  'Query.match': {
    document: byId('match'),
    for: BUYERS,
    attempts: [{ by: ['otherBuyer'], row: 'match', answer: 'null' }],
  },
  'Query.matchRuns': {
    document: ofNeed('matchRuns'),
    for: BUYERS,
    attempts: [{ by: ['otherBuyer'], row: 'openNeed', answer: 'empty' }],
  },
  'Query.opportunities': { document: `{ outcome: opportunities ${PAGE} }`, for: SUPPLIERS, attempts: [] },
  'Query.notifications': { document: `{ outcome: notifications ${PAGE} }`, for: PEOPLE, attempts: [] },
  'Query.unreadNotifications': { document: '{ outcome: unreadNotifications }', for: PEOPLE, attempts: [] },
  'Mutation.signIn': {
    document:
      'mutation { outcome: signIn(email: "nobody@test.example", password: "x") { __typename ... on Problem { code } } }',
    for: 'everybody',
    attempts: [],
  },
  'Mutation.createProduct': {
    document: CREATE_PRODUCT,
    for: SUPPLIERS,
    variables: () => ({ input: PRODUCT }),
    attempts: [],
  },
  'Mutation.publishProduct': {
    document: PUBLISH_PRODUCT,
    for: SUPPLIERS,
    attempts: changesOf(['draftProduct', 'publishedProduct', 'withdrawnProduct'], 'otherSupplier'),
  },
  'Mutation.withdrawProduct': {
    document: WITHDRAW_PRODUCT,
    for: SUPPLIERS,
    attempts: changesOf(['draftProduct', 'publishedProduct', 'withdrawnProduct'], 'otherSupplier'),
  },
  'Mutation.createNeed': {
    document: CREATE_NEED,
    for: BUYERS,
    variables: () => ({ input: NEED }),
    attempts: [],
  },
  'Mutation.publishNeed': {
    document: PUBLISH_NEED,
    for: BUYERS,
    attempts: changesOf(['draftNeed', 'openNeed', 'closedNeed'], 'otherBuyer'),
  },
  'Mutation.closeNeed': {
    document: CLOSE_NEED,
    for: BUYERS,
    attempts: changesOf(['draftNeed', 'openNeed', 'closedNeed'], 'otherBuyer'),
  },
  'Mutation.requestMatching': {
    document: REQUEST_MATCHING,
    for: BUYERS,
    attempts: changesOf(['draftNeed', 'openNeed', 'closedNeed'], 'otherBuyer'),
  },
  'Mutation.recordDecision': {
    document: RECORD_DECISION,
    for: BUYERS,
    variables: (id) => ({ input: { matchId: id, kind: 'SHORTLIST' } }),
    attempts: changesOf(['match'], 'otherBuyer'),
  },
  'Mutation.markNotificationRead': {
    document: MARK_READ,
    for: PEOPLE,
    attempts: [
      // Another organisation, and a colleague in the same one.
      {
        by: ['buyerColleague', 'otherBuyer', ...SUPPLIERS, 'operator'],
        row: 'buyersNotification',
        answer: 'missing',
      },
      {
        by: ['supplierColleague', 'otherSupplier', ...BUYERS, 'operator'],
        row: 'suppliersNotification',
        answer: 'missing',
      },
    ],
  },
  ...CATALOGUE_CASES,
  ...IMPORT_CASES,
  ...PARAMETER_CASES,
  ...DEMAND_CASES,
  ...RUN_CASES,
  ...TERRITORY_CASES,
  ...DIALOGUE_CASES,
  'Subscription.matchingFinished': {
    document: 'subscription ($id: UUID!) { matchingFinished(needId: $id) { id needId } }',
    for: BUYERS,
    attempts: [],
  },
  'Subscription.notificationAdded': {
    document: 'subscription { notificationAdded { id } }',
    for: PEOPLE,
    attempts: [],
  },
};

function changesOf(rows: readonly (keyof Rows)[], by: Person): Attempt[] {
  return rows.map((row) => ({ by: [by], row, answer: 'missing' }));
}

const isSubscription = (operation: string) => operation.startsWith('Subscription.');
const CALLS = Object.entries(CASES).filter(([operation]) => !isSubscription(operation));
const wrongFor = (of: Case) => PEOPLE.filter((person) => of.for !== 'everybody' && !of.for.includes(person));
const variablesFor = (of: Case, id: string) =>
  of.variables?.(id) ?? (of.document.includes('$id') ? { id } : {});

const SECRET = {
  clause: '秘密额定电流不低于',
  draftProduct: '秘密样机',
  draftNeed: '秘密采购计划',
  reason: '秘密理由：价格',
};

describe('nobody sees or changes what belongs to others', () => {
  let stage: Stage;
  let schema: GraphQLSchema;
  let rows: Rows;
  const members = {} as Record<Person, TestMember>;
  const callers = {} as Record<Person, Caller>;

  beforeAll(async () => {
    stage = await openStage();
    const { services, nobody } = stage;
    members.buyer = await registerMember(services, 'soe', 'soe_buyer');
    members.otherBuyer = await registerMember(services, 'soe', 'soe_admin');
    members.supplier = await registerMember(services, 'sme', 'sme_admin');
    members.otherSupplier = await registerMember(services, 'sme', 'sme_member');
    members.operator = await registerMember(services, 'platform', 'platform_operator');
    members.chainLead = await registerMember(services, 'region_operator', 'chain_lead');
    await stage.database.sql('UPDATE membership SET chains = $2 WHERE user_id = $1', [
      members.chainLead.scope.userId,
      JSON.stringify(['new-energy']),
    ]);
    members.buyerColleague = await registerColleague(services, members.buyer, 'soe_admin');
    members.supplierColleague = await registerColleague(services, members.supplier, 'sme_member');
    for (const person of PEOPLE) callers[person] = await nobody.signIn(members[person]);
    schema = await readSchema(nobody);
    const own = await prepareRows(stage, callers);
    const invited = {
      caller: callers.otherSupplier,
      organisationId: members.otherSupplier.scope.organisationId,
    };
    rows = {
      ...own,
      ...(await prepareDemandRows(stage.database, callers.buyer, invited, own.invitedNeed)),
      ...(await prepareDialogueRows(stage.database, callers, own.match)),
      ...(await prepareIdentityRows(stage.database, members.supplier.scope)),
      ...(await prepareImportRows(stage.database, members.supplier.scope)),
    };
  }, 90_000);

  afterAll(async () => {
    await stage.close();
  });

  it('has a row for every operation of the schema, and no row without one', () => {
    expect(Object.keys(CASES).sort()).toEqual(operationsOf(schema));
  });

  it.each(CALLS)('%s answers those who are not signed in as it must', async (_operation, of) => {
    const answer = await stage.nobody.ask(of.document, variablesFor(of, rows.openNeed));
    if (of.for === 'everybody') expect(codesOf(answer)).toEqual([]);
    else {
      expect(codesOf(answer)).toEqual(['NOT_SIGNED_IN']);
      expect(Object.values(answer.data ?? {}).filter((part) => part !== null)).toEqual([]);
    }
  });

  it.each(CALLS.filter(([, of]) => wrongFor(of).length > 0))(
    '%s is refused to the wrong roles, even with the id of a row that exists',
    async (_operation, of) => {
      const before = await fingerprint(stage);
      for (const person of wrongFor(of)) {
        for (const id of Object.values(rows) as string[]) {
          const answer = await callers[person].ask(of.document, variablesFor(of, id));
          expect([person, codesOf(answer)]).toEqual([person, ['FORBIDDEN']]);
          if (Object.keys(variablesFor(of, id)).length === 0) break;
        }
      }
      expect(await fingerprint(stage)).toEqual(before);
    },
  );

  it.each(CALLS.filter(([, of]) => of.attempts.length > 0))(
    '%s answers for rows of others as for rows that do not exist, and changes nothing',
    async (_operation, of) => {
      const before = await fingerprint(stage);
      for (const { by, row, answer } of of.attempts) {
        for (const person of by) {
          const random = newId();
          const [foreign, missing] = [
            await callers[person].ask<{ outcome: Outcome }>(of.document, variablesFor(of, rows[row])),
            await callers[person].ask<{ outcome: Outcome }>(of.document, variablesFor(of, random)),
          ];
          const label = `${person} on ${row}`;
          expect([label, codesOf(foreign)]).toEqual([label, []]);
          expect([label, foreign.text.replaceAll(rows[row], '<id>')]).toEqual([
            label,
            missing.text.replaceAll(random, '<id>'),
          ]);
          const { outcome } = foreign.data ?? {};
          if (answer === 'null') expect([label, outcome]).toEqual([label, null]);
          else if (answer === 'empty') expect([label, outcome]).toEqual([label, { edges: [] }]);
          else expect([label, outcome?.__typename, outcome?.code]).toEqual([label, 'NotFound', 'NOT_FOUND']);
        }
      }
      expect(await fingerprint(stage)).toEqual(before);
    },
  );

  /** Every answer to every query, with all its fields, for every id that there is. */
  const everythingShown = async (person: Person) => {
    const ids = [...new Set([...(Object.values(rows) as string[]), ...(await publicIds(stage))])];
    let shown = '';
    for (const operation of operationsOf(schema).filter((name) => name.startsWith('Query.'))) {
      const field = fieldOf(schema, operation);
      const selection = everything(schema, field.type);
      const id = field.args.find((one) => one.type.toString() === 'UUID!');
      const others = [
        ...(field.args.some((one) => one.name === 'text') ? ['text: "断路器 秘密"'] : []),
        ...(operation === 'Query.convertValue' ? ['parameter: "额定电压", value: "10", unit: "kV"'] : []),
        ...(field.args.some((one) => one.name === 'first') ? ['first: 20'] : []),
        ...(operation === 'Query.reviewNeed' ? ['input: { kind: PROCUREMENT, title: "x" }'] : []),
      ];
      const lists = id === undefined ? [others] : ids.map((one) => [...others, `${id.name}: "${one}"`]);
      for (const list of lists) {
        const answer = await callers[person].ask(
          `{ ${field.name}${list.length === 0 ? '' : `(${list.join(', ')})`} ${selection} }`,
        );
        // A document that was refused for its own faults would show nothing and prove nothing.
        expect([operation, codesOf(answer).filter((code) => code !== 'FORBIDDEN')]).toEqual([operation, []]);
        shown += answer.text;
      }
    }
    return shown;
  };

  it.each(PEOPLE)('shows %s nothing of others in any field of any query', async (person) => {
    const forbidden = await secretsFrom(stage, members[person]);
    const shown = await everythingShown(person);
    expect(forbidden.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).toContain(members[person].email);
  });

  it('would have found what the owner sees: the secrets are real and the fields are all asked for', async () => {
    const shown = await everythingShown('buyer');
    const hidden = await secretsFrom(stage, members.supplier);
    expect(hidden.filter((secret) => shown.includes(secret))).toEqual(
      expect.arrayContaining([
        rows.draftNeed,
        rows.closedNeed,
        rows.buyersNotification,
        rows.pendingInvitation,
        DEMAND_SECRETS.invited,
        SECRET.draftNeed,
        `${SECRET.clause}4000A`,
        SECRET.reason,
        members.buyer.email,
      ]),
    );
    expect(await everythingShown('otherSupplier')).toContain(DEMAND_SECRETS.invited);
    const suppliers = await everythingShown('supplierColleague');
    for (const secret of [
      SECRET.draftProduct,
      DIALOGUE_SECRET.offer,
      DIALOGUE_SECRET.question,
      DIALOGUE_SECRET.answer,
    ])
      expect(suppliers).toContain(secret);
    for (const secret of [DIALOGUE_SECRET.hiddenQuestion, DIALOGUE_SECRET.reply, DIALOGUE_SECRET.answer])
      expect(shown).toContain(secret);
  });

  it('computes what a supplier is shown from the clauses it may see, and counts the others', async () => {
    const { opportunities } = await callers.supplier.get<{
      opportunities: {
        edges: {
          node: {
            id: string;
            class: string;
            score: number;
            hiddenClauses: number;
            verdicts: { verdict: string; clause: { disclosure: string } }[];
            need: { clauses: { disclosure: string }[] };
          };
        }[];
      };
    }>(
      '{ opportunities { edges { node { id class score hiddenClauses verdicts { verdict clause { disclosure } } need { clauses { disclosure } } } } } }',
    );
    const seen = opportunities.edges.map((edge) => edge.node).find((node) => node.id === rows.match);
    // The hidden clause is a hard one that the product fails: the buyer sees a near miss.
    expect(seen).toMatchObject({
      class: 'MATCH',
      hiddenClauses: 1,
      verdicts: [
        { verdict: 'MET', clause: { disclosure: 'PUBLIC' } },
        { verdict: 'MET', clause: { disclosure: 'MEMBERS' } },
      ],
      need: { clauses: [{ disclosure: 'PUBLIC' }, { disclosure: 'MEMBERS' }] },
    });
  });

  describe('subscriptions', () => {
    const open = async (person: Person | null) => {
      const socket = new Socket(stage.api.url, person === null ? null : callers[person].token);
      stage.onClose(() => socket.close());
      return Promise.resolve(socket);
    };

    it.each(Object.entries(CASES).filter(([operation]) => isSubscription(operation)))(
      '%s refuses those who may not',
      async (_operation, of) => {
        const anonymous = await (await open(null)).ask(of.document, variablesFor(of, rows.openNeed));
        expect([codesOf(anonymous), anonymous.received]).toEqual([['NOT_SIGNED_IN'], []]);
        for (const person of wrongFor(of)) {
          const refused = await (await open(person)).ask(of.document, variablesFor(of, rows.openNeed));
          expect([person, codesOf(refused), refused.received]).toEqual([person, ['FORBIDDEN'], []]);
        }
      },
    );

    it('bring each one its own rows only', async () => {
      const finished = CASES['Subscription.matchingFinished']!.document;
      const added = CASES['Subscription.notificationAdded']!.document;
      const runs = new Map<Person, unknown[]>();
      const notes = new Map<Person, { notificationAdded: { id: string } }[]>();
      const otherNeed = await publishNeed(callers.otherBuyer, {
        kind: 'PROCUREMENT',
        title: '隔离开关采购',
        clauses: [atLeast('额定电压', '10', 'kV')],
      });
      // What is told of this need is told before anybody listens.
      await outboxIsQuiet(stage.database);
      const alive = await (
        await open('otherBuyer')
      ).listen<{ matchingFinished: object }>(finished, { id: otherNeed });
      for (const person of PEOPLE) {
        const socket = await open(person);
        const note = await socket.listen<{ notificationAdded: { id: string } }>(added);
        notes.set(person, note.received);
        if (BUYERS.includes(person))
          runs.set(person, (await socket.listen(finished, { id: rows.openNeed })).received);
      }
      // News for the buyers of `openNeed` and for `otherSupplier`, whose product it is.
      await publishProduct(callers.otherSupplier, {
        sku: 'NEW-1',
        name: '真空断路器 新品',
        parameters: [value('额定电压', '24', 'kV'), value('额定电流', '9000', 'A')],
        leadTimeDays: 10,
      });
      await outboxIsQuiet(stage.database);
      await eventually('the buyers hear of it', () =>
        Promise.resolve((runs.get('buyer')?.length ?? 0) > 0 && (notes.get('buyer')?.length ?? 0) > 0),
      );
      // Wake-ups come in order: once this later one is here, an earlier one for the wrong ears would be too.
      await done(callers.otherBuyer, REQUEST_MATCHING, { id: otherNeed });
      await eventually('the other buyer hears of its own need', () =>
        Promise.resolve(alive.received.length > 0),
      );

      expect(runs.get('buyerColleague')).toEqual(runs.get('buyer'));
      expect(runs.get('otherBuyer')).toEqual([]);
      await outboxIsQuiet(stage.database);
      const written = await stage.database.sql<{ person: string; id: string }>(
        `SELECT recipient_user_id AS person, id FROM notification WHERE created_at > (SELECT max(published_at) FROM product) ORDER BY id`,
      );
      await eventually('all that was written is heard', () =>
        Promise.resolve([...notes.values()].flat().length >= written.length),
      );
      const heard = Object.fromEntries(
        PEOPLE.map((person) => [
          person,
          (notes.get(person) ?? []).map((one) => one.notificationAdded.id).sort(),
        ]),
      );
      expect(heard).toEqual(
        Object.fromEntries(
          PEOPLE.map((person) => [
            person,
            written.filter((row) => row.person === members[person].scope.userId).map((row) => row.id),
          ]),
        ),
      );
      expect([heard.operator, heard.supplier, heard.supplierColleague]).toEqual([[], [], []]);
    });

    it('of an import bring nothing to another organisation, however often it changes', async () => {
      const { document, for: importers } = CASES['Subscription.importRunChanged']!;
      // One at work: a subscription to one that has ended is over with its first read.
      const id = await copyAsRunning(stage.database, rows.suppliersImport);
      const wake = () => wakeImportWatchers(stage.services.get(UnitOfWork), [id]);
      const heard = new Map<Person, Subscription<unknown>>();
      const sockets: Socket[] = [];
      for (const person of PEOPLE.filter((one) => importers.includes(one))) {
        const socket = await open(person);
        sockets.push(socket);
        heard.set(person, await socket.listen(document, { id }));
      }
      const own = [heard.get('supplier')!, heard.get('supplierColleague')!];
      const times = async (count: number) => {
        await eventually(`its own people hear of it ${count} times`, () =>
          Promise.resolve(own.every(({ received }) => received.length >= count)),
        );
      };
      await times(1);
      // Each one to the ears of all: the rows are read again for each of them.
      for (const count of [2, 3, 4]) {
        await wake();
        await times(count);
      }
      await stage.database.sql(
        "UPDATE import_run SET status = 'cancelled', finished_at = now() WHERE id = $1",
        [id],
      );
      await stage.database.sql("DELETE FROM outbox WHERE payload->>'importId' = $1", [id]);
      await wake();
      await eventually('it has ended for its own people', () =>
        Promise.resolve(own.every(({ ended }) => ended)),
      );
      // What began before on the server has come: an answer later than that to each one.
      for (const socket of sockets) await socket.ask('{ viewer { organisation { id } } }');
      const said = JSON.stringify({ importRunChanged: { id } });
      for (const [person, { received, ended, errors }] of heard) {
        const isOwn = person.startsWith('supplier');
        expect([person, new Set(received.map((one) => JSON.stringify(one))), ended, errors]).toEqual([
          person,
          new Set(isOwn ? [said] : []),
          isOwn,
          [],
        ]);
      }
    });
  });
});

/** Rows of every kind on both sides, and some of the others', so that no list is empty. */
async function prepareRows(
  { database }: Stage,
  callers: Record<Person, Caller>,
): Promise<Omit<Rows, IdentityRow | ImportRow | DemandRow | DialogueRow>> {
  const breaker = (sku: string, name: string) => ({
    sku,
    name,
    parameters: [value('额定电压', '12', 'kV'), value('额定电流', '3150', 'A')],
    leadTimeDays: 30,
  });
  const draftProduct = await done(callers.supplier, CREATE_PRODUCT, {
    input: breaker('D-1', `真空断路器 ${SECRET.draftProduct}`),
  });
  const publishedProduct = await publishProduct(callers.supplier, breaker('P-1', '户内真空断路器'));
  const withdrawnProduct = await publishProduct(
    callers.supplier,
    breaker('W-1', `真空断路器 ${SECRET.draftProduct} 旧型`),
  );
  await publishProduct(callers.otherSupplier, breaker('P-2', '柱上真空断路器'));
  await done(callers.otherSupplier, CREATE_PRODUCT, { input: breaker('D-2', '断路器样机') });
  await done(callers.supplier, WITHDRAW_PRODUCT, { id: withdrawnProduct });
  await outboxIsQuiet(database);

  const draftNeed = await done(callers.buyer, CREATE_NEED, {
    input: { kind: 'PROCUREMENT', title: SECRET.draftNeed, body: SECRET.draftNeed },
  });
  const openNeed = await publishNeed(callers.buyer, {
    kind: 'PROCUREMENT',
    title: '真空断路器采购',
    clauses: [
      atLeast('额定电压', '10', 'kV'),
      { hard: true, disclosure: 'MEMBERS', text: '交货期60天', condition: { deliveryDays: 60 } },
      { ...atLeast('额定电流', '4000', 'A', 'INVITED'), text: `${SECRET.clause}4000A` },
    ],
  });
  const closedNeed = await publishNeed(callers.buyer, { kind: 'PROCUREMENT', title: '光伏组件采购' });
  await done(callers.buyer, CLOSE_NEED, { id: closedNeed });
  // These tell the suppliers and their own buyers.
  const invitedNeed = await publishNeed(callers.buyer, {
    kind: 'PROCUREMENT',
    title: '断路器备件采购',
    membersPart: '会员正文',
    invitedPart: DEMAND_SECRETS.invited,
    clauses: [atLeast('额定电压', '10', 'kV')],
  });
  await publishNeed(callers.otherBuyer, {
    kind: 'PROCUREMENT',
    title: '断路器框架采购',
    clauses: [atLeast('额定电压', '10', 'kV')],
  });
  await done(callers.otherBuyer, CREATE_NEED, { input: NEED });
  await outboxIsQuiet(database);

  const one = async (query: string, ...parameters: string[]) => {
    const found = await database.sql<{ id: string }>(query, parameters);
    if (found[0] === undefined) throw new Error(`Nothing for ${query}`);
    return found[0].id;
  };
  const match = await one(
    'SELECT id FROM match WHERE need_id = $1 AND product_id = $2',
    openNeed,
    publishedProduct,
  );
  const notification = (caller: Person) =>
    callers[caller].get<{ notifications: { edges: { node: { id: string } }[] } }>(
      '{ notifications { edges { node { id } } } }',
    );
  await done(callers.buyer, RECORD_DECISION, {
    input: { matchId: match, kind: 'DECLINE', reason: SECRET.reason },
  });
  return {
    draftProduct,
    publishedProduct,
    withdrawnProduct,
    draftNeed,
    openNeed,
    invitedNeed,
    closedNeed,
    match,
    run: await one("SELECT id FROM match_run WHERE need_id = $1 AND state = 'finished'", openNeed),
    buyersNotification: (await notification('buyer')).notifications.edges[0]!.node.id,
    suppliersNotification: (await notification('supplier')).notifications.edges[0]!.node.id,
  };
}

/** Ids that anybody may know and so may ask with. */
async function publicIds({ database }: Stage): Promise<string[]> {
  const found = await database.sql<{ id: string }>(
    "SELECT id FROM product WHERE status = 'published' UNION ALL SELECT id FROM need WHERE status = 'open' UNION ALL SELECT id FROM match",
  );
  return found.map((row) => row.id);
}

/** Ids and words that this person must never be shown, read from the tables themselves. */
async function secretsFrom({ database }: Stage, { scope }: TestMember): Promise<string[]> {
  const found = await database.sql<{ secret: string }>(
    `SELECT id::text AS secret FROM product WHERE status <> 'published' AND organisation_id <> $1
     UNION ALL SELECT name FROM product WHERE status <> 'published' AND organisation_id <> $1
     UNION ALL SELECT id::text FROM need WHERE status <> 'open' AND organisation_id <> $1
     UNION ALL SELECT title FROM need WHERE status = 'draft' AND organisation_id <> $1
     UNION ALL SELECT id::text FROM clause WHERE disclosure = 'invited' AND organisation_id <> $1
     UNION ALL SELECT text FROM clause WHERE disclosure = 'invited' AND organisation_id <> $1
     UNION ALL SELECT id::text FROM match WHERE need_organisation_id <> $1 AND product_organisation_id <> $1
     UNION ALL SELECT id::text FROM match_run WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM decision WHERE organisation_id <> $1
     UNION ALL SELECT reason FROM decision WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM notification WHERE recipient_user_id <> $2
     UNION ALL SELECT email FROM user_account WHERE id <> $2
       AND id NOT IN (SELECT user_id FROM membership WHERE organisation_id = $1)
     UNION ALL SELECT email FROM invitation WHERE organisation_id <> $1
     UNION ALL SELECT body FROM need_part WHERE disclosure = 'invited' AND body <> '' AND organisation_id <> $1
       AND need_id NOT IN (SELECT need_id FROM need_invitation WHERE supplier_organisation_id = $1 AND accepted_at IS NOT NULL)
     UNION ALL SELECT id::text FROM need_invitation WHERE $1 NOT IN (organisation_id, supplier_organisation_id)
     UNION ALL SELECT terms FROM need_invitation GROUP BY terms HAVING NOT bool_or($1 IN (organisation_id, supplier_organisation_id))
     UNION ALL SELECT password_hash FROM user_account
     UNION ALL SELECT user_id::text FROM membership WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM membership WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM import_run WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM bulk_batch b WHERE organisation_id <> $1
       AND NOT EXISTS (SELECT 1 FROM bulk_news n WHERE n.batch_id = b.id AND n.organisation_id = $1)
     UNION ALL SELECT file_name FROM import_run WHERE organisation_id <> $1
     UNION ALL SELECT column_name FROM import_fault WHERE organisation_id <> $1
     UNION ALL SELECT id::text FROM outbox
     UNION ALL ${DIALOGUE_SECRETS}`,
    [scope.organisationId, scope.userId],
  );
  return found.map((row) => row.secret);
}

/** Every row that a call could have changed, work for the background included. */
async function fingerprint({ database }: Stage): Promise<Record<string, string>> {
  const tables = [
    'organisation',
    'user_account',
    'membership',
    'product',
    'need',
    'clause',
    'match',
    'match_run',
    'decision',
    'notification',
    'organisation_identifier',
    'organisation_certificate',
    'invitation',
    'need_invitation',
    'refresh_token',
    'import_file',
    'import_run',
    'import_fault',
    'bulk_batch',
    ...DIALOGUE_TABLES,
  ];
  const found = await database.sql<{ table: string; hash: string }>(
    [
      ...tables.map(
        (table) =>
          `SELECT '${table}' AS "table", md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) AS hash FROM ${table} t`,
      ),
      `SELECT 'need_part', md5(coalesce(string_agg(t::text, '|' ORDER BY need_id, disclosure), '')) FROM need_part t`,
      `SELECT 'need_version', count(*)::text FROM need_version`,
      `SELECT 'outbox', count(*)::text FROM outbox WHERE cause <> 'schedule'`,
    ].join(' UNION ALL '),
  );
  return Object.fromEntries(found.map((row) => [row.table, row.hash]));
}
