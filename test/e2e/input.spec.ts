import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { SEARCH_FAULTS } from '../support/input-search.js';
import { type Answer, type Caller, codesOf } from '../support/graphql.js';
import {
  declinedInvitation,
  DEMAND_DOCUMENTS,
  DEMAND_FAULTS,
  demandMissing,
  demandStates,
} from '../support/input-demand.js';
import {
  DIALOGUE_DOCUMENTS,
  DIALOGUE_FAULTS,
  DIALOGUE_SHAPES,
  dialogueMissing,
  dialogueStates,
} from '../support/input-dialogue.js';
import { IDENTITY_DOCUMENTS, IDENTITY_FAULTS, identityMissing } from '../support/input-identity.js';
import { RUN_DOCUMENTS, RUN_FAULTS, RUN_SHAPES } from '../support/input-runs.js';
import { DIALOGUE_TABLES } from '../support/leak-dialogue.js';
import { CANCEL_MATCHING } from '../support/leak-runs.js';
import { outboxIsQuiet } from '../support/processes.js';
import { operationsOf, readSchema } from '../support/schema.js';
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
  registerMember,
  REQUEST_MATCHING,
  type Stage,
  UPDATE_PRODUCT,
  value,
  WITHDRAW_PRODUCT,
} from '../support/stage.js';

const ENGLISH = { 'accept-language': 'en' };
const HAN = /\p{Script=Han}/u;

const product = (change: object) => ({ input: { sku: 'I-1', name: '断路器', ...change } });
const parameter = (change: object) =>
  product({ parameters: [{ ...value('额定电压', '12', 'kV'), ...change }] });
const listing = (change: object) =>
  product({
    firstUnit: {
      kind: 'EQUIPMENT',
      level: 'PROVINCE',
      catalogue: '目录',
      item: '断路器',
      listedOn: '2025-01-01',
      ...change,
    },
  });
const need = (change: object) => ({ input: { kind: 'PROCUREMENT', title: '断路器采购', ...change } });
const clause = (change: object) =>
  need({ clauses: [{ hard: true, text: '条款', condition: { text: true }, ...change }] });
const bound = (change: object) =>
  clause({ condition: { parameter: { name: '额定电压', op: 'GE', low: '10', unit: 'kV', ...change } } });
const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);

/** Inputs of the right shape with wrong content: InvalidInput, and the path of the fault. */
const FAULTS: readonly (readonly [string, 'supplier' | 'buyer', string, object, string])[] = [
  ['an empty SKU', 'supplier', CREATE_PRODUCT, product({ sku: '  ' }), 'sku'],
  ['a long SKU', 'supplier', CREATE_PRODUCT, product({ sku: 'x'.repeat(101) }), 'sku'],
  ['an empty name', 'supplier', CREATE_PRODUCT, product({ name: '' }), 'name'],
  ['a long name', 'supplier', CREATE_PRODUCT, product({ name: '器'.repeat(201) }), 'name'],
  ['a long summary', 'supplier', CREATE_PRODUCT, product({ summary: 'x'.repeat(4_001) }), 'summary'],
  [
    'too many parameters',
    'supplier',
    CREATE_PRODUCT,
    product({ parameters: many(101, value('额定电压', '1', 'kV')) }),
    'parameters',
  ],
  [
    'too many certificates',
    'supplier',
    CREATE_PRODUCT,
    product({ certificates: many(51, { name: 'CQC' }) }),
    'certificates',
  ],
  [
    'a parameter without a value',
    'supplier',
    CREATE_PRODUCT,
    parameter({ low: null, high: null }),
    'parameters.0',
  ],
  ['a value that is no number', 'supplier', CREATE_PRODUCT, parameter({ low: '1e3' }), 'parameters.0.low'],
  ['a value of Infinity', 'supplier', CREATE_PRODUCT, parameter({ high: 'Infinity' }), 'parameters.0.high'],
  [
    'a value with too many digits',
    'supplier',
    CREATE_PRODUCT,
    parameter({ low: '1'.repeat(21) }),
    'parameters.0.low',
  ],
  [
    'a range upside down',
    'supplier',
    CREATE_PRODUCT,
    parameter({ low: '20', high: '10' }),
    'parameters.0.low',
  ],
  ['a unit of another quantity', 'supplier', CREATE_PRODUCT, parameter({ unit: 'kg' }), 'parameters.0.unit'],
  ['a unit that is none', 'supplier', CREATE_PRODUCT, parameter({ unit: '伏伏' }), 'parameters.0.unit'],
  [
    'an empty name in a change',
    'supplier',
    UPDATE_PRODUCT,
    { id: newId(), version: 1, ...product({ name: ' ' }) },
    'name',
  ],
  ['an empty chain node', 'supplier', CREATE_PRODUCT, product({ chainNodes: [' '] }), 'chainNodes.0'],
  ['a negative lead time', 'supplier', CREATE_PRODUCT, product({ leadTimeDays: -1 }), 'leadTimeDays'],
  [
    'a lead time of centuries',
    'supplier',
    CREATE_PRODUCT,
    product({ leadTimeDays: 2_147_483_647 }),
    'leadTimeDays',
  ],
  [
    'a day that is none',
    'supplier',
    CREATE_PRODUCT,
    listing({ listedOn: '2025-02-30' }),
    'firstUnit.listedOn',
  ],
  [
    'a listing that ends before it begins',
    'supplier',
    CREATE_PRODUCT,
    listing({ validTo: '2024-12-31' }),
    'firstUnit.validTo',
  ],
  ['an empty title', 'buyer', CREATE_NEED, need({ title: ' ' }), 'title'],
  ['a long body', 'buyer', CREATE_NEED, need({ body: 'x'.repeat(20_001) }), 'body'],
  [
    'too many clauses',
    'buyer',
    CREATE_NEED,
    need({ clauses: many(101, { hard: true, text: 'x', condition: { text: true } }) }),
    'clauses',
  ],
  ['a clause without words', 'buyer', CREATE_NEED, clause({ text: '' }), 'clauses.0.text'],
  ['an unknown parameter', 'buyer', CREATE_NEED, bound({ name: '不存在的参数' }), 'clauses.0.condition.name'],
  ['a comparator without its value', 'buyer', CREATE_NEED, bound({ low: null }), 'clauses.0.condition.low'],
  ['a range with one end', 'buyer', CREATE_NEED, bound({ op: 'RANGE' }), 'clauses.0.condition.high'],
  ['a wrong unit', 'buyer', CREATE_NEED, bound({ unit: 'kg' }), 'clauses.0.condition.unit'],
  [
    'an unknown node in a clause',
    'buyer',
    CREATE_NEED,
    clause({ condition: { chainNode: ' ' } }),
    'clauses.0.condition.code',
  ],
  [
    'a delivery in no days',
    'buyer',
    CREATE_NEED,
    clause({ condition: { deliveryDays: 0 } }),
    'clauses.0.condition.maxDays',
  ],
];

/** Values that do not even have the shape, or that no database can hold: an error of the request with a code. */
const SHAPES: readonly (readonly [string, 'supplier' | 'buyer', string, object])[] = [
  ['no input', 'supplier', CREATE_PRODUCT, {}],
  ['a deadline that is no time', 'buyer', CREATE_NEED, need({ deadline: 'tomorrow' })],
  [
    'a deadline on a day that does not exist',
    'buyer',
    CREATE_NEED,
    need({ deadline: '2026-02-30T00:00:00Z' }),
  ],
  ['an input that is null', 'supplier', CREATE_PRODUCT, { input: null }],
  ['a number for a text', 'supplier', CREATE_PRODUCT, product({ name: 7 })],
  ['a text for a number', 'supplier', CREATE_PRODUCT, product({ leadTimeDays: 'ten' })],
  ['a number beyond 32 bits', 'supplier', CREATE_PRODUCT, product({ leadTimeDays: 2 ** 31 })],
  ['a field that does not exist', 'supplier', CREATE_PRODUCT, product({ organisationId: newId() })],
  ['a value that no enum has', 'supplier', CREATE_PRODUCT, listing({ kind: 'SERVICE' })],
  ['null in a list', 'supplier', CREATE_PRODUCT, product({ certificates: [null] })],
  [
    'two conditions in one clause',
    'buyer',
    CREATE_NEED,
    clause({ condition: { text: true, deliveryDays: 3 } }),
  ],
  ['a clause without a condition', 'buyer', CREATE_NEED, clause({ condition: {} })],
  ['a comparator that is none', 'buyer', CREATE_NEED, bound({ op: '>=' })],
  ...([PUBLISH_PRODUCT, WITHDRAW_PRODUCT, MARK_READ] as const).map(
    (document) => ['a malformed id', 'supplier', document, { id: "x' OR 1=1" }] as const,
  ),
  ...([PUBLISH_NEED, CLOSE_NEED, REQUEST_MATCHING] as const).map(
    (document) => ['an id that is a number', 'buyer', document, { id: 12 }] as const,
  ),
  ['a NUL character in a name', 'supplier', CREATE_PRODUCT, product({ name: '断\u0000路器' })],
  ['a NUL character in a parameter', 'supplier', CREATE_PRODUCT, parameter({ condition: 'a\u0000b' })],
  [
    'half a character in a certificate',
    'supplier',
    CREATE_PRODUCT,
    product({ certificates: [{ name: '\ud800' }] }),
  ],
  ['a NUL character in a body', 'buyer', CREATE_NEED, need({ body: 'a\u0000' })],
  ['half a character in a clause', 'buyer', CREATE_NEED, bound({ condition: '\udc00' })],
  [
    'a NUL character in a reason',
    'buyer',
    RECORD_DECISION,
    { input: { matchId: newId(), kind: 'CONTACT', reason: 'a\u0000' } },
  ],
  [
    'a NUL character in a search',
    'buyer',
    'query ($text: String!) { searchProducts(text: $text) { estimatedTotal } }',
    { text: '断\u0000' },
  ],
  [
    'a NUL character in the document itself',
    'buyer',
    '{ searchProducts(text: "a\\u0000") { estimatedTotal } }',
    {},
  ],
  [
    'a NUL character in an address',
    'buyer',
    'mutation ($a: String!) { signIn(email: $a, password: "x") { __typename } }',
    { a: 'a\u0000@test.example' },
  ],
  ['a malformed match', 'buyer', RECORD_DECISION, { input: { matchId: 'x', kind: 'SHORTLIST' } }],
];

describe('wrong input at the front door', () => {
  let stage: Stage;
  const callers = {} as Record<'buyer' | 'supplier' | 'operator', Caller>;
  /** Every answer of this file, for the last test. */
  const answers: string[] = [];
  let ids: {
    published: string;
    draftProduct: string;
    withdrawn: string;
    open: string;
    draft: string;
    closed: string;
    late: string;
    match: string;
    run: string;
  };

  let states: [Caller, string, object, string, string][];

  beforeAll(async () => {
    stage = await openStage();
    callers.buyer = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    const supplierMember = await registerMember(stage.services, 'sme', 'sme_admin');
    callers.supplier = await stage.nobody.signIn(supplierMember);
    callers.operator = await stage.nobody.signIn(
      await registerMember(stage.services, 'platform', 'platform_operator'),
    );
    const { buyer, supplier } = callers;
    const published = await publishProduct(supplier, {
      sku: 'OLD',
      name: '真空断路器',
      parameters: [value('额定电压', '12', 'kV')],
    });
    const draftProduct = await done(supplier, CREATE_PRODUCT, { input: { sku: 'DRAFT', name: '样机' } });
    const withdrawn = await publishProduct(supplier, { sku: 'GONE', name: '旧型', summary: '停产' });
    await done(supplier, WITHDRAW_PRODUCT, { id: withdrawn });
    await outboxIsQuiet(stage.database);
    const open = await publishNeed(buyer, {
      kind: 'PROCUREMENT',
      title: '断路器采购',
      clauses: [atLeast('额定电压', '10', 'kV')],
    });
    const draft = await done(buyer, CREATE_NEED, { input: { kind: 'PROCUREMENT', title: '草稿' } });
    const closed = await publishNeed(buyer, { kind: 'PROCUREMENT', title: '已完成' });
    await done(buyer, CLOSE_NEED, { id: closed });
    const late = await done(buyer, CREATE_NEED, {
      input: { kind: 'PROCUREMENT', title: '过期', deadline: '2020-01-01T00:00:00Z' },
    });
    await outboxIsQuiet(stage.database);
    const [match] = await stage.database.sql<{ id: string }>('SELECT id FROM match');
    const [run] = await stage.database.sql<{ id: string }>('SELECT id FROM match_run WHERE need_id = $1', [
      open,
    ]);
    ids = { published, draftProduct, withdrawn, open, draft, closed, late, match: match!.id, run: run!.id };
    const { organisationId } = supplierMember.scope;
    states = [
      ...demandStates(buyer, ids),
      ...(await declinedInvitation(buyer, { caller: supplier, organisationId }, open)),
    ];
    await outboxIsQuiet(stage.database);
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  /** Asks in both languages; the database must be as it was. */
  const askBoth = async <T>(
    caller: Caller,
    document: string,
    variables: object,
  ): Promise<[Answer<T>, Answer<T>]> => {
    const before = await contents(stage);
    const both = [
      await caller.ask<T>(document, { ...variables }),
      await caller.ask<T>(document, { ...variables }, ENGLISH),
    ] as [Answer<T>, Answer<T>];
    answers.push(...both.map((answer) => answer.text));
    expect(await contents(stage)).toEqual(before);
    return both;
  };

  const expectLanguages = (zh: string | undefined, en: string | undefined) => {
    expect(zh).toMatch(HAN);
    expect(en).toMatch(/[a-z]{3}/);
    expect(en?.replaceAll(/["“][^"”]*["”]/g, '')).not.toMatch(HAN);
  };

  it.each([...FAULTS, ...IDENTITY_FAULTS, ...DEMAND_FAULTS, ...RUN_FAULTS, ...DIALOGUE_FAULTS])(
    '%s (%s)',
    async (_what, by, document, variables, path) => {
      const [zh, en] = await askBoth<{ outcome: Outcome }>(callers[by], document, variables);
      for (const answer of [zh, en]) {
        expect(codesOf(answer)).toEqual([]);
        expect(answer.data?.outcome).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT' });
        expect(answer.data?.outcome.issues?.map((issue) => issue.path)).toContain(path);
      }
      expectLanguages(zh.data?.outcome.message, en.data?.outcome.message);
      expectLanguages(zh.data?.outcome.issues?.[0]?.message, en.data?.outcome.issues?.[0]?.message);
    },
  );

  it.each([...SHAPES, ...RUN_SHAPES, ...DIALOGUE_SHAPES])(
    '%s (%s)',
    async (_what, by, document, variables) => {
      for (const answer of await askBoth(callers[by], document, variables)) {
        expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
        expect(answer.errors[0]?.message).not.toBe('');
      }
    },
  );

  it('states that do not allow the verb', async () => {
    const cases: [Caller, string, object, string, string][] = [
      [callers.supplier, WITHDRAW_PRODUCT, { id: ids.draftProduct }, 'WrongState', 'PRODUCT_STATE'],
      [callers.supplier, CREATE_PRODUCT, { input: { sku: 'OLD', name: '同号' } }, 'WrongState', 'SKU_TAKEN'],
      [callers.buyer, PUBLISH_NEED, { id: ids.closed }, 'WrongState', 'NEED_STATE'],
      [callers.buyer, PUBLISH_NEED, { id: ids.late }, 'WrongState', 'DEADLINE_PASSED'],
      [callers.buyer, CLOSE_NEED, { id: ids.draft }, 'WrongState', 'NEED_STATE'],
      [callers.buyer, REQUEST_MATCHING, { id: ids.draft }, 'WrongState', 'NEED_STATE'],
      [callers.buyer, REQUEST_MATCHING, { id: ids.closed }, 'WrongState', 'NEED_STATE'],
      [callers.buyer, CANCEL_MATCHING, { id: ids.run }, 'WrongState', 'RUN_ENDED'],
      [
        callers.buyer,
        RECORD_DECISION,
        { input: { matchId: ids.match, kind: 'DECLINE' } },
        'InvalidInput',
        'INVALID_INPUT',
      ],
      [
        callers.buyer,
        RECORD_DECISION,
        { input: { matchId: ids.match, kind: 'DECLINE', reason: ' ' } },
        'InvalidInput',
        'INVALID_INPUT',
      ],
      [
        callers.buyer,
        RECORD_DECISION,
        { input: { matchId: ids.match, kind: 'CONTACT', reason: 'x'.repeat(1_001) } },
        'InvalidInput',
        'INVALID_INPUT',
      ],
      ...states,
      ...dialogueStates(ids.match).map(
        ([by, document, variables, type, code]): [Caller, string, object, string, string] => [
          callers[by],
          document,
          variables,
          type,
          code,
        ],
      ),
    ];
    for (const [caller, document, variables, type, code] of cases) {
      const [zh, en] = await askBoth<{ outcome: Outcome }>(caller, document, variables);
      const label = JSON.stringify(variables).slice(0, 120);
      expect([label, codesOf(zh), zh.data?.outcome.__typename, zh.data?.outcome.code]).toEqual([
        label,
        [],
        type,
        code,
      ]);
      expectLanguages(zh.data?.outcome.message, en.data?.outcome.message);
    }
  });

  it('asking again for what is already so is no fault and changes nothing', async () => {
    const cases: [Caller, string, string][] = [
      [callers.supplier, PUBLISH_PRODUCT, ids.published],
      [callers.supplier, WITHDRAW_PRODUCT, ids.withdrawn],
      [callers.buyer, PUBLISH_NEED, ids.open],
      [callers.buyer, CLOSE_NEED, ids.closed],
    ];
    for (const [caller, document, id] of cases) {
      const [answer] = await askBoth<{ outcome: Outcome }>(caller, document, { id });
      expect(answer.data?.outcome.id).toBe(id);
    }
  });

  it('an id that nobody has', async () => {
    const id = newId();
    const cases: [Caller, string, object][] = [
      [callers.supplier, UPDATE_PRODUCT, { id, version: 1, ...product({}) }],
      [callers.supplier, PUBLISH_PRODUCT, { id }],
      [callers.supplier, WITHDRAW_PRODUCT, { id }],
      [callers.buyer, PUBLISH_NEED, { id }],
      [callers.buyer, CLOSE_NEED, { id }],
      [callers.buyer, REQUEST_MATCHING, { id }],
      [callers.buyer, CANCEL_MATCHING, { id }],
      [callers.buyer, RECORD_DECISION, { input: { matchId: id, kind: 'SHORTLIST' } }],
      [callers.buyer, MARK_READ, { id }],
      ...[...identityMissing(id), ...demandMissing(id), ...dialogueMissing(id)].map(
        ([by, document, variables]): [Caller, string, object] => [callers[by], document, variables],
      ),
    ];
    for (const [caller, document, variables] of cases) {
      const [zh, en] = await askBoth<{ outcome: Outcome }>(caller, document, variables);
      expect(zh.data?.outcome).toEqual({
        __typename: 'NotFound',
        code: 'NOT_FOUND',
        message: `未找到：${id}`,
      });
      expect(en.data?.outcome.message).toBe(`Not found: ${id}`);
    }
  });

  it.each([
    ['a wrong password', 'somebody@test.example', 'wrong'],
    ['an empty address', '', ''],
    ['a very long password', 'nobody@test.example', 'x'.repeat(200_000)],
  ])('sign-in with %s', async (_what, email, password) => {
    const document =
      'mutation ($email: String!, $password: String!) { outcome: signIn(email: $email, password: $password) { __typename ... on Problem { code message } } }';
    const [zh, en] = await askBoth<{ outcome: Outcome }>(stage.nobody, document, { email, password });
    expect(codesOf(zh)).toEqual([]);
    expect(zh.data?.outcome).toEqual({
      __typename: 'Denied',
      code: 'BAD_CREDENTIALS',
      message: '邮箱或密码不正确',
    });
    expect(en.data?.outcome.message).toBe('E-mail or password is wrong');
  });

  it.each(['first: 0', 'first: -1', 'first: 101', 'after: "x"', 'after: "aWQ6MQ"'])(
    'a page that cannot be: %s',
    async (page) => {
      const lists: [Caller, string][] = [
        [callers.supplier, `products(${page})`],
        [callers.supplier, `opportunities(${page})`],
        [callers.supplier, `searchProducts(text: "断路器", ${page})`],
        [callers.supplier, `searchNeeds(text: "断路器", ${page})`],
        [callers.buyer, `needs(${page})`],
        [callers.buyer, `notifications(${page})`],
        [callers.buyer, `matches(needId: "${ids.open}", ${page})`],
        [callers.buyer, `needInvitations(needId: "${ids.open}", ${page})`],
        [callers.supplier, `invitationsToNeeds(${page})`],
        [callers.buyer, `matchRuns(needId: "${ids.open}", ${page})`],
        [callers.buyer, `matchRunChanges(runId: "${ids.run}", ${page})`],
      ];
      for (const [caller, list] of lists) {
        const [zh, en] = await askBoth(caller, `{ ${list} { edges { cursor } } }`, {});
        expect([list, codesOf(zh)]).toEqual([list, ['INVALID_INPUT']]);
        expect(zh.errors[0]?.extensions?.issues?.[0]?.path).toBe(page.split(':')[0]);
        expectLanguages(zh.errors[0]?.message, en.errors[0]?.message);
        expectLanguages(
          zh.errors[0]?.extensions?.issues?.[0]?.message,
          en.errors[0]?.extensions?.issues?.[0]?.message,
        );
      }
    },
  );

  it.each(SEARCH_FAULTS)('a search that cannot be: %s', async (search, path, code) => {
    const [zh, en] = await askBoth(callers.buyer, `{ ${search} }`, {});
    expect([codesOf(zh), zh.errors[0]?.extensions?.issues?.[0]]).toMatchObject([
      ['INVALID_INPUT'],
      { path, code },
    ]);
    expectLanguages(
      zh.errors[0]?.extensions?.issues?.[0]?.message,
      en.errors[0]?.extensions?.issues?.[0]?.message,
    );
  });

  it.each(['', '   ', '!!! &|() :* <->', "'; DROP TABLE product; --", '断'.repeat(50_000)])(
    'a search text of any kind is a search: %#',
    async (text) => {
      const [answer] = await askBoth<{ searchProducts: { estimatedTotal: number } }>(
        callers.buyer,
        'query ($text: String!) { searchProducts(text: $text) { estimatedTotal edges { node { id } } } }',
        { text },
      );
      expect(codesOf(answer)).toEqual([]);
      expect(answer.data?.searchProducts.estimatedTotal).toBeGreaterThanOrEqual(0);
    },
  );

  it('documents that ask too much are refused with a readable reason', async () => {
    const page = 'edges { node { id sku name summary status version leadTimeDays publishedAt } }';
    const spread = (level: number): string =>
      level === 0
        ? 'fragment F0 on Viewer { id name email }'
        : `fragment F${level} on Viewer { ...F${level - 1} ...F${level - 1} } ${spread(level - 1)}`;
    const cases: [string, string, RegExp][] = [
      [
        'TOO_COSTLY',
        `{ ${Array.from({ length: 12 }, (_, i) => `a${i}: products(first: 100) { ${page} }`).join(' ')} }`,
        /开销过大.*too costly: \d+ > 10000/,
      ],
      ['TOO_COSTLY', `{ viewer { ...F60 } } ${spread(60)}`, /too costly/],
      ['GRAPHQL_PARSE_FAILED', `{ ${'viewer { id } '.repeat(2_000)} }`, /5000/],
      ['GRAPHQL_PARSE_FAILED', '{ viewer', /Expected/],
      ['GRAPHQL_VALIDATION_FAILED', '{ viewer { passwordHash } }', /passwordHash/],
      [
        'GRAPHQL_VALIDATION_FAILED',
        '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }',
        /fragment/,
      ],
      [
        'GRAPHQL_VALIDATION_FAILED',
        `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
        /[Ii]ntrospection/,
      ],
      ['OPERATION_RESOLUTION_FAILURE', 'query A { viewer { id } } query B { viewer { id } }', /operation/i],
    ];
    for (const [code, document, message] of cases) {
      const answer = await callers.supplier.ask(document);
      answers.push(answer.text);
      expect([document.slice(0, 40), answer.status, codesOf(answer)[0]]).toEqual([
        document.slice(0, 40),
        400,
        code,
      ]);
      expect(answer.errors[0]?.message).toMatch(message);
    }
  });

  it('a body that is no request', async () => {
    const base = stage.api.url;
    const json = { 'content-type': 'application/json' };
    const cases: [string, number, string, RequestInit][] = [
      ['malformed JSON', 400, base, { method: 'POST', headers: json, body: '{"query": "{ viewer' }],
      ['no body', 400, base, { method: 'POST', headers: json, body: '' }],
      ['an array', 400, base, { method: 'POST', headers: json, body: '[1, 2]' }],
      ['a batch', 400, base, { method: 'POST', headers: json, body: '[{"query":"{ viewer { id } }"}]' }],
      ['no query', 400, base, { method: 'POST', headers: json, body: '{}' }],
      ['a query that is a number', 400, base, { method: 'POST', headers: json, body: '{"query": 1}' }],
      [
        'variables that are a text',
        400,
        base,
        { method: 'POST', headers: json, body: '{"query":"{ viewer { id } }","variables":"x"}' },
      ],
      [
        'plain text',
        400,
        base,
        { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{ viewer { id } }' },
      ],
      [
        'a form',
        400,
        base,
        { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=1' },
      ],
      [
        'too large',
        413,
        base,
        {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ query: '{ viewer { id } }', variables: { x: 'x'.repeat(1_000_001) } }),
        },
      ],
      ['an unknown path', 404, base.replace('/graphql', '/no-such-path'), {}],
      [
        'an unknown path with a body',
        404,
        base.replace('/graphql', '/admin'),
        { method: 'POST', headers: json, body: '{}' },
      ],
      ['another verb', 404, base, { method: 'DELETE' }],
    ];
    for (const [what, status, url, init] of cases) {
      const response = await fetch(url, init);
      const text = await response.text();
      answers.push(text);
      expect([what, response.status]).toEqual([what, status]);
      expect(text).not.toBe('');
    }
    // The server is as well as before.
    expect((await callers.buyer.ask('{ viewer { id } }')).status).toBe(200);
  });

  it('a WebSocket at an unknown path is turned away, not left hanging', async () => {
    const url = new URL(stage.api.url);
    const ended = await new Promise<string>((resolve) => {
      const asked = request({
        host: url.hostname,
        port: url.port,
        path: '/no-such-path',
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-version': '13',
        },
      });
      asked.setTimeout(3_000, () => resolve('hangs'));
      asked.on('response', (response) => resolve(String(response.statusCode)));
      asked.on('error', () => resolve('cut'));
      asked.on('close', () => resolve('cut'));
      asked.end();
    });
    expect(ended).toBe('404');
  });

  it('nothing in all these answers is an accident or shows the insides', () => {
    expect(answers.length).toBeGreaterThan(100);
    const shows =
      /INTERNAL|stacktrace|\bat .+\.(js|ts):\d+|node_modules|SELECT |QueryFailedError|invalid byte sequence|gonglian_app/;
    expect(answers.filter((answer) => shows.test(answer))).toEqual([]);
  });

  it('every mutation of the schema is in the tables above', async () => {
    const mutations = operationsOf(await readSchema(stage.nobody)).filter((name) =>
      name.startsWith('Mutation.'),
    );
    const asked = [
      CREATE_PRODUCT,
      UPDATE_PRODUCT,
      PUBLISH_PRODUCT,
      WITHDRAW_PRODUCT,
      CREATE_NEED,
      PUBLISH_NEED,
      CLOSE_NEED,
      REQUEST_MATCHING,
      RECORD_DECISION,
      MARK_READ,
      ...IDENTITY_DOCUMENTS,
      ...DEMAND_DOCUMENTS,
      ...RUN_DOCUMENTS,
      ...DIALOGUE_DOCUMENTS,
    ];
    const names = asked.map((document) => `Mutation.${/outcome: (\w+)/.exec(document)?.[1] ?? ''}`);
    expect([...names, 'Mutation.signIn'].sort()).toEqual(mutations);
  });
});

async function contents({ database }: Stage): Promise<unknown> {
  const tables = [
    ...['product', 'need', 'clause', 'match', 'match_run', 'decision', 'notification', 'organisation'],
    ...['membership', 'invitation', 'organisation_identifier', 'organisation_certificate', 'need_invitation'],
    ...DIALOGUE_TABLES,
  ];
  return database.sql(
    [
      ...tables.map(
        (table) =>
          `SELECT '${table}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) AS content FROM ${table} t`,
      ),
      `SELECT 'need_part', count(*)::text FROM need_part`,
      `SELECT 'need_version', count(*)::text FROM need_version`,
      `SELECT 'outbox', count(*)::text FROM outbox WHERE cause <> 'schedule'`,
    ].join(' UNION ALL '),
  );
}
