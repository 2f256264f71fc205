import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/common';
import { type Caller, codesOf } from '../support/graphql.js';
import { outboxIsQuiet } from '../support/processes.js';
import { CATALOGUE_CASES } from '../support/leak-catalogue.js';
import { operationsOf, readSchema } from '../support/schema.js';
import {
  CREATE_PRODUCT,
  done,
  openStage,
  type Outcome,
  PUBLISH_PRODUCT,
  publishNeed,
  registerMember,
  type Stage,
} from '../support/stage.js';

const CONTENT = `sku name summary status category industryCode chainNodes stages leadTimeDays regionsServed
  parameters { name low high unit condition } certificates { name number issuer issuedOn validTo }
  price { low high currency per } capacity { quantity unit per }
  firstUnit { kind level catalogue item listedOn validTo softwareVersion anchorProject { name mustStartBy startedOn } }`;
const UPDATE = `mutation ($id: UUID!, $version: Int!, $input: UpdateProductInput!) {
  outcome: updateProduct(id: $id, expectedVersion: $version, input: $input) {
    __typename ... on Problem { code message } ... on Product { id version warnings { path code message } } } }`;
const CREATE_ONCE = `mutation ($input: CreateProductInput!, $key: String!) {
  outcome: createProduct(input: $input, idempotencyKey: $key) {
    __typename ... on Problem { code message } ... on Product { id version } } }`;

const FULL = {
  ...{ sku: 'FULL-1', name: '户内真空断路器', summary: '环保型', category: '断路器', industryCode: '38' },
  chainNodes: ['new-energy.transmission'],
  parameters: [{ name: '额定电压', low: '12', high: '12', unit: 'kV', condition: null }],
  certificates: [
    { name: 'CQC', number: '1', issuer: '认证中心', issuedOn: '2020-01-01', validTo: '2099-12-31' },
    { name: 'CCC', number: null, issuer: null, issuedOn: null, validTo: '2020-12-31' },
  ],
  price: { low: 1_680_000, high: 9_007_199_254_740_991, currency: 'CNY', per: '台' },
  capacity: { quantity: '600', unit: '台', per: 'MONTH' },
  ...{ leadTimeDays: 45, regionsServed: ['320000'], stages: ['PROTOTYPE', 'FIRST_ORDER'] },
  firstUnit: {
    ...{ kind: 'SOFTWARE', level: 'ENERGY', catalogue: '目录', item: '1', listedOn: '2026-01-01' },
    ...{ validTo: null, softwareVersion: 'V2.1' },
    anchorProject: { name: '示范工程', mustStartBy: '2029-01-01', startedOn: null },
  },
};

describe('the catalogue through GraphQL', () => {
  let stage: Stage;
  let supplier: Caller;
  let buyer: Caller;
  let product: string;

  beforeAll(async () => {
    stage = await openStage();
    supplier = await stage.nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
    buyer = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    product = await done(supplier, CREATE_PRODUCT, { input: FULL });
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  it('shows all that was given', async () => {
    const { shown } = await supplier.get<{ shown: object }>(
      `query ($id: UUID!) { shown: product(id: $id) { ${CONTENT} warnings { code } } }`,
      { id: product },
    );
    expect(shown).toEqual({ ...FULL, status: 'DRAFT', warnings: [] });
  });

  it.each(['1.5', '-1', '"100"', '9007199254740992'])('takes no amount %s', async (amount) => {
    const answer = await supplier.ask(
      `mutation { createProduct(input: { sku: "M", name: "M", price: { low: ${amount}, per: "台" } }) { __typename } }`,
    );
    expect(answer.errors).toHaveLength(1);
    expect(codesOf(answer)[0]).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
  });

  it('keeps unknown codes and warns, in the caller’s language, until the table is loaded', async () => {
    const input = { sku: 'W', name: 'W', chainNodes: ['x.y'], industryCode: 'Z', regionsServed: ['329905'] };
    const id = await done(supplier, CREATE_PRODUCT, { input });
    const read = async (language: string) => {
      const answer = await supplier.ask<{ product: { warnings: { code: string; message: string }[] } }>(
        'query ($id: UUID!) { product(id: $id) { warnings { path code message } } }',
        { id },
        { 'accept-language': language },
      );
      return answer.data!.product.warnings;
    };
    expect(await read('zh')).toEqual([
      { path: 'industryCode', code: 'UNKNOWN_INDUSTRY', message: '行业代码表（GB/T 4754-2017）中没有 Z' },
      { path: 'chainNodes.0', code: 'UNKNOWN_CHAIN_NODE', message: '没有代码为 x.y 的产业链节点' },
      {
        path: 'regionsServed.0',
        code: 'UNKNOWN_REGION',
        message: '行政区划代码表（GB/T 2260）中没有 329905',
      },
    ]);
    expect((await read('en'))[1]?.message).toBe('There is no chain node x.y');
    await stage.database.sql(
      `WITH c AS (INSERT INTO chain (code, name) VALUES ('x', 'X') RETURNING code)
       INSERT INTO chain_node (code, chain, name, stage) SELECT 'x.y', code, 'Y', 'upstream' FROM c`,
    );
    await stage.database.sql('UPDATE reference_version SET version = version + 1');
    expect((await read('zh')).map((warning) => warning.code)).toEqual(['UNKNOWN_INDUSTRY', 'UNKNOWN_REGION']);
  });

  it('warns of unknown nodes in the conditions of a need', async () => {
    const id = await publishNeed(buyer, {
      ...{ kind: 'PROCUREMENT', title: '需求' },
      clauses: [{ hard: true, text: 't', condition: { chainNode: 'no.node' } }],
    });
    const { need } = await buyer.get<{ need: object }>(
      'query ($id: UUID!) { need(id: $id) { warnings { path code } } }',
      { id },
    );
    expect(need).toEqual({
      warnings: [{ path: 'clauses.0.condition.code', code: 'UNKNOWN_CHAIN_NODE' }],
    });
  });

  it('changes, keeps versions and compares them', async () => {
    const update = async (version: number, input: object) =>
      (await supplier.get<{ outcome: Outcome }>(UPDATE, { id: product, version, input })).outcome;
    expect(await update(1, { ...FULL, price: null, name: '新名称' })).toMatchObject({ version: 2 });
    expect(await update(1, FULL)).toMatchObject({ __typename: 'WrongState', code: 'VERSION_CONFLICT' });
    await done(supplier, PUBLISH_PRODUCT, { id: product });
    const { productVersions, productDiff, all } = await supplier.get<Record<string, object>>(
      `query ($id: UUID!) {
        productVersions(productId: $id, first: 2) { edges { node { version changedBy ${CONTENT} } } pageInfo { hasNextPage } }
        productDiff(productId: $id) { from to changes { path before after } }
        all: productDiff(productId: $id, from: 1, to: 2) { changes { path before after } }
      }`,
      { id: product },
    );
    expect(productVersions).toMatchObject({
      edges: [
        { node: { version: 3, status: 'PUBLISHED', name: '新名称', price: null } },
        { node: { version: 2, status: 'DRAFT', capacity: FULL.capacity } },
      ],
      pageInfo: { hasNextPage: true },
    });
    expect(productDiff).toEqual({
      ...{ from: 2, to: 3, changes: [{ path: 'status', before: '"draft"', after: '"published"' }] },
    });
    expect(all).toMatchObject({
      changes: [
        { path: 'name', before: '"户内真空断路器"', after: '"新名称"' },
        { path: 'price', before: expect.stringContaining('"low":1680000'), after: null },
      ],
    });
  });

  it('creates once for one idempotency key', async () => {
    const create = async (name: string) =>
      (
        await supplier.get<{ outcome: Outcome }>(CREATE_ONCE, {
          ...{ key: 'key-1', input: { sku: 'ONCE', name } },
        })
      ).outcome;
    const [first, second] = await Promise.all([create('A'), create('A')]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ __typename: 'Product', version: 1 });
    expect(await create('B')).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('counts certificates that are valid today in a match', async () => {
    const asks = (certification: string) => ({
      hard: true,
      text: certification,
      condition: { certification },
    });
    const need = await publishNeed(buyer, {
      ...{ kind: 'PROCUREMENT', title: '户内真空断路器 新名称 采购' },
      clauses: [asks('CQC'), asks('CCC')],
    });
    await outboxIsQuiet(stage.database);
    const { matches } = await buyer.get<{ matches: { edges: { node: object }[] } }>(
      'query ($id: UUID!) { matches(needId: $id) { edges { node { class product { id } verdicts { verdict reason } } } } }',
      { id: need },
    );
    expect(matches.edges.map((edge) => edge.node)).toEqual([
      {
        ...{ class: 'TO_CONFIRM', product: { id: product } },
        verdicts: [
          { verdict: 'MET', reason: 'stated' },
          { verdict: 'UNKNOWN', reason: 'certificate_expired' },
        ],
      },
    ]);
  });

  it('shows the tables to everybody, level by level', async () => {
    const answer = await stage.nobody.get<Record<string, { edges: { node: object; cursor: string }[] }>>(
      `{ regions(first: 1) { edges { node { code name parent } cursor } }
         industries(parent: "C", first: 1) { edges { node { code level name parent } } }
         chains { edges { node { code name } } }
         chainNodes(chain: "new-energy") { edges { node { code chain name stage } } }
         chainRelations(name: "x") { edges { node { id subject kind object } } } }`,
    );
    expect(answer.regions?.edges[0]?.node).toEqual({ code: '110000', name: '北京市', parent: null });
    expect(answer.industries?.edges[0]?.node).toMatchObject({ code: '13', level: 2, parent: 'C' });
    expect(answer.chainNodes?.edges.map((edge) => edge.node)).toContainEqual({
      ...{ code: 'new-energy.storage', chain: 'new-energy', name: '储能系统', stage: 'DOWNSTREAM' },
    });
    const next = await stage.nobody.get<{ regions: { edges: { node: object }[] } }>(
      'query ($after: String!) { regions(first: 1, after: $after) { edges { node { code } } } }',
      { after: answer.regions?.edges[0]?.cursor },
    );
    expect(next.regions.edges).toEqual([{ node: { code: '120000' } }]);
  });

  it('has its operations in the leak table, and answers there as it says', async () => {
    const schema = operationsOf(await readSchema(stage.nobody));
    for (const [operation, of] of Object.entries(CATALOGUE_CASES)) {
      expect(schema).toContain(operation);
      const variables = of.document.includes('$id') ? { id: product } : {};
      const stranger = await stage.nobody.ask(of.document, variables);
      expect([operation, codesOf(stranger)]).toEqual([
        ...[operation, of.for === 'everybody' ? [] : ['NOT_SIGNED_IN']],
      ]);
      if (of.for === 'everybody') continue;
      expect([operation, codesOf(await buyer.ask(of.document, variables))]).toEqual([
        operation,
        ['FORBIDDEN'],
      ]);
      const missing = await supplier.ask<{ outcome: Outcome | null }>(of.document, { id: newId() });
      expect([operation, codesOf(missing)]).toEqual([operation, []]);
    }
  });
});
