import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { newId } from '#libs/common';
import { type Caller, codesOf } from '../support/graphql.js';
import { outboxIsQuiet } from '../support/processes.js';
import { fieldOf, operationsOf, readSchema } from '../support/schema.js';
import {
  atLeast,
  openStage,
  publishNeed,
  publishProduct,
  registerMember,
  type Stage,
  value,
} from '../support/stage.js';

/** Rounds over every query and mutation; GONGLIAN_FUZZ_ROUNDS and GONGLIAN_FUZZ_SEED look further. */
const ROUNDS = Number(process.env.GONGLIAN_FUZZ_ROUNDS ?? 2);
const SEED = Number(process.env.GONGLIAN_FUZZ_SEED ?? 20_260_101);
/** They end the session that asks. */
const LEFT_OUT = new Set(['Mutation.signOut', 'Mutation.signOutEverywhere']);

/** Mulberry32: the same numbers for the same seed, so that what was found is found again. */
class Dice {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }
}

const cursor = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const TEXTS = [
  ...[
    '',
    ' ',
    'x',
    '断路器',
    '额定电压',
    '额定电流',
    '防护等级',
    '10',
    '-1',
    '0',
    '1e5',
    '1e400',
    '0.1',
    'NaN',
    'Infinity',
  ],
  ...[
    '9'.repeat(20),
    '9'.repeat(21),
    '-0',
    '0.000000000000001',
    'kV',
    'V',
    '℃',
    '台',
    'CNY',
    'cny',
    '320000',
    '000000',
  ],
  ...[
    '999999',
    'C',
    'C38',
    'C3823',
    'Z9',
    '0000-01-01',
    '9999-12-31',
    '2026-02-30',
    '2026-06-30',
    '0001-01-01',
  ],
  ...[
    "'",
    "');DROP TABLE need;--",
    '\\',
    '%',
    '_',
    '$1',
    ':id',
    '"',
    '{need}',
    '{0}',
    '|',
    '&',
    '!',
    '<->',
    ':*',
    '(',
    "\\'",
  ],
  ...[
    '😀',
    '\u202e',
    '\u200b',
    'İ',
    'ǅ',
    '\ufffd',
    '\ud83d',
    '\u0000',
    '\t',
    '\n',
    '１０ｋＶ',
    '十千伏',
    '10~20',
    '≥10kV',
    '1/0',
  ],
  ...[
    'x'.repeat(300),
    '器'.repeat(3_000),
    'constructor',
    '__proto__',
    'toString',
    'a@b.cn',
    '91320000MA1XXXXXXX',
    '13800000000',
  ],
  ...[
    cursor('id:x'),
    cursor(`id:${newId()}`),
    cursor('id:1'),
    cursor('all:0:aaaaaaaaaaaa'),
    cursor('id:999999999'),
  ],
];
const INTS = [0, 1, -1, 2, 3, 5, 20, 60, 61, 100, 101, 365, 2_147_483_647, -2_147_483_648];
const FENS = [0, 1, 100, 9_007_199_254_740_991, -1, 1.5, 9_007_199_254_740_992];
const TIMES = [
  ...[
    '2026-12-31T17:00:00+08:00',
    '2000-01-01T00:00:00Z',
    '2099-12-31T23:59:59.999999999Z',
    '2026-02-30T00:00:00Z',
  ],
  ...['0000-01-01T00:00:00Z', 'x'],
];

/** Values of any input type: mostly of the right shape, of any content. */
class Values {
  constructor(
    private readonly dice: Dice,
    private readonly ids: readonly string[],
  ) {}

  of(type: GraphQLInputType, depth = 0): unknown {
    if (isNonNullType(type)) return this.#shape(type.ofType, depth);
    return this.dice.next() < 0.05 ? null : this.#shape(type, depth);
  }

  args(args: readonly (GraphQLArgument | GraphQLInputField)[], depth = 0): Record<string, unknown> {
    const asked = args.filter((one) => isNonNullType(one.type) || this.dice.next() < 0.6);
    return Object.fromEntries(asked.map((one) => [one.name, this.of(one.type, depth + 1)]));
  }

  #shape(type: GraphQLInputType, depth: number): unknown {
    const { dice } = this;
    if (isListType(type)) {
      const length = dice.next() < 0.03 ? 120 : dice.pick([0, 1, 1, 2, 3]);
      return Array.from({ length }, () => this.of(type.ofType, depth + 1));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      if (!type.isOneOf) return this.args(fields, depth);
      const one = dice.pick(fields);
      return { [one.name]: this.#shape(one.type, depth + 1) };
    }
    if (isEnumType(type)) return dice.pick(type.getValues()).name;
    const { name } = getNamedType(type);
    if (name === 'Int') return dice.pick(INTS);
    if (name === 'Float') return dice.pick([...INTS, 0.5, 1e308, -1e-308]);
    if (name === 'Boolean') return dice.next() < 0.5;
    if (name === 'Fen') return dice.pick(FENS);
    if (name === 'DateTime') return dice.pick(TIMES);
    if (name === 'UUID') return dice.next() < 0.9 ? dice.pick(this.ids) : dice.pick([newId(), 'x']);
    return dice.next() < 0.1 ? dice.pick(this.ids) : dice.pick(TEXTS);
  }
}

/** Some of what can be selected under a type, lists with a small page. */
function some(schema: GraphQLSchema, output: GraphQLOutputType, dice: Dice, depth = 0): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (isAbstractType(type))
    return `{ __typename ${schema
      .getPossibleTypes(type)
      .map((member) => `... on ${member.name} ${some(schema, member, dice, depth)}`)
      .join(' ')} }`;
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter((field) => {
    if (field.args.some((argument) => isNonNullType(argument.type))) return false;
    return isLeafType(getNamedType(field.type)) || (depth < 4 && dice.next() < 0.4);
  });
  const chosen = fields.map((field) => {
    const page = field.args.some((argument) => argument.name === 'first') ? '(first: 2)' : '';
    return `${type.name}_${field.name}: ${field.name}${page} ${some(schema, field.type, dice, depth + 1)}`;
  });
  return `{ __typename ${chosen.join(' ')} }`;
}

describe('random values for every operation', () => {
  let stage: Stage;
  let callers: readonly (readonly [string, Caller])[];

  beforeAll(async () => {
    stage = await openStage();
    const { services, nobody, database } = stage;
    const people = [
      await registerMember(services, 'sme', 'sme_admin'),
      await registerMember(services, 'soe', 'soe_admin'),
      await registerMember(services, 'soe', 'chain_lead'),
      await registerMember(services, 'platform', 'platform_operator'),
      await registerMember(services, 'platform', 'auditor'),
    ];
    const named = [['nobody', nobody] as const];
    callers = named;
    const signedIn: (readonly [string, Caller])[] = [];
    for (const person of people) signedIn.push([person.scope.role, await nobody.signIn(person)]);
    callers = [...named, ...signedIn];
    const [supplier, buyer] = [signedIn[0]?.[1], signedIn[1]?.[1]] as [Caller, Caller];
    await publishProduct(supplier, {
      ...{ sku: 'F-1', name: '户内真空断路器', summary: '断路器' },
      parameters: [value('额定电压', '12', 'kV')],
    });
    await publishNeed(buyer, {
      ...{ kind: 'PROCUREMENT', title: '真空断路器采购' },
      clauses: [atLeast('额定电压', '10', 'kV'), atLeast('额定电流', '1', 'A', 'INVITED')],
    });
    await outboxIsQuiet(database, 60_000);
  }, 120_000);
  afterAll(() => stage.close());

  /** Ids of everything that there is. */
  async function everyId(): Promise<string[]> {
    const tables = [
      'product',
      'need',
      'clause',
      'match',
      'match_run',
      'organisation',
      'user_account',
      'notification',
    ];
    const said = [
      'match_question',
      'need_invitation',
      'invitation',
      'outbox',
      'bulk_batch',
      'organisation_certificate',
    ];
    const parts = [...tables, ...said].map((table) => `(SELECT id::text FROM ${table} ORDER BY id LIMIT 15)`);
    return (await stage.database.sql<{ id: string }>(parts.join(' UNION ALL '))).map((row) => row.id);
  }

  it('never meets a fault of the server', async () => {
    const schema = await readSchema(stage.nobody);
    const dice = new Dice(SEED);
    const operations = operationsOf(schema).filter(
      (name) => !name.startsWith('Subscription.') && !LEFT_OUT.has(name),
    );
    const faults: object[] = [];
    let answered = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const values = new Values(dice, await everyId());
      for (const operation of operations)
        for (const [who, caller] of callers) {
          const field = fieldOf(schema, operation);
          const variables = values.args(field.args);
          const declared = field.args.filter(({ name }) => name in variables);
          const head = declared.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
          const given = declared.map(({ name }) => `${name}: $${name}`).join(', ');
          const [kind = '', name = ''] = operation.split('.');
          const document = `${kind.toLowerCase()} ${head && `(${head})`} { ${name} ${given && `(${given})`} ${some(schema, field.type, dice)} }`;
          const answer = await caller.ask(document, variables);
          if (answer.data !== null) answered++;
          if (
            answer.status >= 500 ||
            codesOf(answer).some((code) => code === 'INTERNAL' || code === 'NO CODE')
          )
            faults.push({ who, operation, variables, errors: answer.errors });
        }
    }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    // Wrong values are refused before they reach a service; enough must get there.
    expect(answered).toBeGreaterThan(operations.length);
  }, 600_000);

  it('leaves no job that cannot be done', async () => {
    await outboxIsQuiet(stage.database, 60_000);
    const failed = await stage.database.sql(
      "SELECT kind, cause, last_error FROM outbox WHERE status = 'failed' OR failures > 0",
    );
    expect(failed).toEqual([]);
  }, 90_000);
});
