import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLSchema } from 'graphql';
import { type TestDatabase } from '../support/database.js';
import { Caller } from '../support/graphql.js';
import { apiProcess, outboxIsQuiet } from '../support/processes.js';
import { everything, fieldOf, operationsOf, readSchema } from '../support/schema.js';
import {
  atLeast,
  done,
  openStage,
  publishNeed,
  publishProduct,
  RECORD_DECISION,
  registerMember,
  type Stage,
  value,
} from '../support/stage.js';
import { fillImports } from '../support/leak-import.js';
import { DIALOGUE_LISTS, DIALOGUE_RELATIONS, fillDialogue } from '../support/sql-count-dialogue.js';
import { StatementCounter } from '../support/statement-counter.js';

/** Rows beside the first one of each kind. */
const COPIES = 60;

type Person = 'buyer' | 'supplier' | 'operator';

/** Every list of the schema; one without a row fails the first test. */
const LISTS: Readonly<Record<string, { by: Person; args?: string; inMemory?: true }>> = {
  'Query.products': { by: 'supplier' },
  'Query.productVersions': { by: 'supplier', args: 'productId: $product' },
  'Query.regions': { by: 'supplier' },
  'Query.industries': { by: 'supplier' },
  'Query.chains': { by: 'supplier' },
  'Query.chainNodes': { by: 'supplier' },
  'Query.chainRelations': { by: 'supplier' },
  'Query.parameters': { by: 'supplier', inMemory: true },
  'Query.searchProducts': { by: 'supplier', args: 'text: "断路器"' },
  'Query.searchNeeds': { by: 'supplier', args: 'text: "断路器"' },
  'Query.opportunities': { by: 'supplier' },
  'Query.needs': { by: 'buyer' },
  'Query.needVersions': { by: 'buyer', args: 'needId: $need' },
  'Query.needInvitations': { by: 'buyer', args: 'needId: $need' },
  'Query.invitationsToNeeds': { by: 'supplier' },
  'Query.matches': { by: 'buyer', args: 'needId: $need' },
  'Query.matchRuns': { by: 'buyer', args: 'needId: $need' },
  'Query.matchRunChanges': { by: 'buyer', args: 'runId: $run' },
  'Query.notifications': { by: 'buyer' },
  'Query.organisations': { by: 'operator' },
  'Query.members': { by: 'supplier' },
  'Query.invitations': { by: 'supplier' },
  'Query.territoryOrganisations': { by: 'operator' },
  'Query.territoryProducts': { by: 'operator' },
  'Query.territoryNeeds': { by: 'operator' },
  'Query.importRuns': { by: 'supplier' },
  'Query.importFaults': { by: 'supplier', args: 'importId: $import' },
  'Query.importFiles': { by: 'supplier' },
  'Query.batchNeeds': { by: 'supplier', args: 'batchId: $batch' },
  ...DIALOGUE_LISTS,
};

describe('the number of SQL statements does not grow with the page', () => {
  let stage: Stage;
  let counter: StatementCounter;
  let schema: GraphQLSchema;
  let need: string;
  let product: string;
  let importId: string;
  let batchId: string;
  let run: string;
  const callers = {} as Record<Person, Caller>;

  beforeAll(async () => {
    stage = await openStage({ api: false });
    counter = await StatementCounter.open(stage.database.urls.app);
    stage.onClose(() => counter.close());
    const api = apiProcess(stage.database, {
      DATABASE_APP_URL: counter.url,
      // Remembered in one call and read again in the next, it would be counted now and then.
      STANDING_CACHE_MS: '0',
    });
    stage.onClose(() => api.stop());
    await api.start();
    const nobody = new Caller(() => api.url);
    schema = await readSchema(nobody);
    callers.buyer = await nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    callers.supplier = await nobody.signIn(await registerMember(stage.services, 'sme', 'sme_admin'));
    callers.operator = await nobody.signIn(
      await registerMember(stage.services, 'platform', 'platform_operator'),
    );
    need = await fill(stage, callers);
    // Each process reads the reference tables once; that is no statement of a list.
    await callers.supplier.get('{ products(first: 1) { edges { node { warnings { code } } } } }');
    [{ id: product }] = (await stage.database.sql<{ id: string }>(
      'SELECT DISTINCT product_id AS id FROM product_version',
    )) as [{ id: string }];
    ({ importId, batchId } = await fillImports(stage.database, COPIES));
    run = await fillRun(stage.database);
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  it('has a row for every list of the schema', () => {
    const lists = operationsOf(schema).filter((name) =>
      fieldOf(schema, name).args.some((one) => one.name === 'first'),
    );
    expect(Object.keys(LISTS).sort()).toEqual(lists);
  });

  // With every field that can be selected below it: a relation that is added without a loader fails here.
  it.each(Object.entries(LISTS))('%s', async (name, { by, args, inMemory }) => {
    const field = fieldOf(schema, name);
    const selection = everything(schema, field.type);
    const count = async (first: number) => {
      counter.take();
      const { outcome } = await callers[by].get<{ outcome: Record<string, unknown[]> }>(
        `query ($need: UUID!) { used: need(id: $need) { id } outcome: ${field.name}(first: ${first}${args === undefined ? '' : `, ${args.replace('$product', `"${product}"`).replace('$run', `"${run}"`).replace('$import', `"${importId}"`).replace('$batch', `"${batchId}"`)}`}) ${selection} }`,
        { need },
      );
      const statements = counter.take();
      const edges = Object.entries(outcome).find(([key]) => key.endsWith('_edges'))?.[1];
      expect(edges).toHaveLength(first);
      return { statements, text: JSON.stringify(edges) };
    };
    const small = await count(2);
    const large = await count(20);
    expect(large.statements).toBe(small.statements);
    // BEGIN, scope, the list itself, COMMIT, at least, for the list and for `used`.
    expect(small.statements).toBeGreaterThanOrEqual(inMemory === true ? 4 : 8);
    expect(
      (RELATIONS[name] ?? ['none expected']).filter((relation) => !large.text.includes(relation)),
    ).toEqual([]);
  });
});

/** What must be in the answer, so that the count is one of relations that hold rows. */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  'Query.products': ['"Organisation_name"'],
  'Query.productVersions': ['"ProductVersion_sku"'],
  'Query.regions': ['"Region_name"'],
  'Query.industries': ['"Industry_name"'],
  'Query.chains': ['"Chain_name"'],
  'Query.chainNodes': ['"ChainNode_name"'],
  'Query.chainRelations': ['"ChainRelation_subject"'],
  'Query.parameters': ['"Parameter_code":"air_volume"'],
  'Query.searchProducts': ['"Organisation_name":"供应商 '],
  'Query.searchNeeds': ['"Clause_text"', '"Organisation_name"'],
  'Query.opportunities': ['"Clause_text"', '"Product_sku"', '"Need_title"', '"Organisation_name"'],
  'Query.needs': ['"Clause_text"', '"Organisation_name"', '"Budget_high":5', '"NeedFinding_code"'],
  'Query.needVersions': ['"NeedVersion_title"', '"Clause_text"'],
  'Query.needInvitations': ['"Organisation_name":"供应商 '],
  'Query.invitationsToNeeds': ['"Need_title"', '"Organisation_name"'],
  'Query.matches': ['"Clause_text"', '"Decision_reason":"复制"', '"Organisation_name":"供应商 '],
  'Query.matchRuns': ['"MatchRun_sequence"'],
  'Query.matchRunChanges': ['"Product_sku"', '"Clause_text"', '"Organisation_name":"供应商 '],
  'Query.notifications': ['"Notification_title":"需求'],
  'Query.organisations': ['"OrganisationIdentifier_value"', '"OrganisationCertificate_level"'],
  'Query.territoryOrganisations': ['"OrganisationIdentifier_value"', '"OrganisationCertificate_level"'],
  'Query.territoryProducts': ['"Organisation_name":"供应商 '],
  'Query.territoryNeeds': ['"MatchCounts_match"', '"Clause_text"', '"Organisation_name"'],
  'Query.members': ['"Member_email"'],
  'Query.invitations': ['"Organisation_name"'],
  'Query.importRuns': ['"ImportError_message"'],
  'Query.importFaults': ['"ImportFault_message"'],
  'Query.importFiles': ['"ImportFile_name"'],
  'Query.batchNeeds': ['"Need_title"', '"Clause_text"', '"Organisation_name"'],
  ...DIALOGUE_RELATIONS,
};

/** One row of each kind by the front door, and copies of it, so that what is in them is real. @returns the need */
async function fill(
  { database }: Stage,
  { buyer, supplier }: Record<'buyer' | 'supplier', Caller>,
): Promise<string> {
  await publishProduct(supplier, {
    sku: 'C',
    name: '真空断路器',
    parameters: [value('额定电压', '12', 'kV')],
  });
  await outboxIsQuiet(database);
  const need = await publishNeed(buyer, {
    kind: 'PROCUREMENT',
    title: '断路器采购',
    clauses: [atLeast('额定电压', '10', 'kV')],
  });
  await outboxIsQuiet(database);
  const [match] = await database.sql<{ id: string }>('SELECT id FROM match');
  await done(buyer, RECORD_DECISION, { input: { matchId: match?.id, kind: 'SHORTLIST', reason: '复制' } });
  const copy = (table: string, changes: string, from = `generate_series(1, ${COPIES}) AS i`) =>
    database.sql(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(t) || jsonb_build_object('id', uuidv7(), ${changes}))).* FROM (SELECT * FROM ${table} ORDER BY id LIMIT 1) AS t, ${from}`,
    );
  await database.sql(
    `INSERT INTO organisation (id, kind, name) SELECT uuidv7(), 'sme', '供应商 ' || i FROM generate_series(1, ${COPIES}) AS i`,
  );
  // One product of each other supplier, and own ones; in this order, as equal hits are listed by id.
  await copy(
    'product',
    `'sku', 'X', 'organisation_id', o.id`,
    "(SELECT id FROM organisation WHERE name LIKE '供应商 %') AS o",
  );
  await copy('product', `'sku', 'C-' || i`);
  const index = (kind: string) =>
    database.sql(
      `INSERT INTO search_document SELECT (jsonb_populate_record(NULL::search_document, to_jsonb(d) || jsonb_build_object('id', r.id))).*
         FROM search_document d, ${kind} r WHERE d.kind = '${kind}' ON CONFLICT DO NOTHING`,
    );
  await index('product');
  await copy('need', `'title', '断路器采购 ' || i`);
  await fillDemand(database);
  await index('need');
  await database.sql(
    `INSERT INTO clause SELECT (jsonb_populate_record(NULL::clause, to_jsonb(c) || jsonb_build_object('id', uuidv7(), 'need_id', n.id))).*
       FROM (SELECT * FROM clause ORDER BY id LIMIT 1) AS c, need n WHERE n.id <> c.need_id`,
  );
  // Matches of the one need with the others' products, for its buyer; of the other needs with the one product, for its supplier.
  await copy(
    'match',
    `'product_id', p.id, 'product_organisation_id', p.organisation_id`,
    "(SELECT * FROM product WHERE sku = 'X') AS p",
  );
  await copy('match', `'need_id', n.id`, `(SELECT * FROM need WHERE title <> '断路器采购') AS n`);
  await copy('decision', `'product_id', p.id`, "(SELECT * FROM product WHERE sku = 'X') AS p");
  await copy('match_run', `'sequence', i + 1, 'outbox_id', uuidv7()`);
  await database.sql(
    `INSERT INTO notification SELECT (jsonb_populate_record(NULL::notification, to_jsonb(m) || jsonb_build_object('id', uuidv7(), 'subject_version', i + 1))).*
       FROM (SELECT * FROM notification WHERE kind = 'match.news' LIMIT 1) AS m, generate_series(1, ${COPIES}) AS i`,
  );
  await database.sql(
    `INSERT INTO product_version SELECT product_id, version + i, organisation_id, data, changed_at, changed_by
       FROM (SELECT * FROM product_version ORDER BY version DESC LIMIT 1) AS v, generate_series(1, ${COPIES}) AS i`,
  );
  await fillReference(database);
  await fillIdentity(database);
  await fillDialogue(database);
  return need;
}

/** A budget for each need, versions of the first one, invitations of every supplier to it and of the first supplier to every need. */
async function fillDemand(database: TestDatabase): Promise<void> {
  await database.sql(
    `INSERT INTO need_part (need_id, disclosure, organisation_id, body, budget)
       SELECT id, 'members', organisation_id, '会员正文', '{"low": null, "high": 5, "currency": "CNY"}' FROM need`,
  );
  await database.sql(
    `INSERT INTO need_version SELECT need_id, version + i, organisation_id, data, changed_at, changed_by
       FROM (SELECT * FROM need_version ORDER BY version DESC LIMIT 1) AS v, generate_series(1, ${COPIES}) AS i`,
  );
  await database.sql(
    `INSERT INTO need_invitation (id, need_id, organisation_id, supplier_organisation_id, terms, invited_by, created_at)
       SELECT uuidv7(), n.id, n.organisation_id, o.id, '条款', m.user_id, now()
         FROM need n JOIN membership m ON m.organisation_id = n.organisation_id, organisation o
        WHERE o.kind = 'sme' AND (n.title = '断路器采购' OR o.id IN (SELECT organisation_id FROM membership))`,
  );
}

/** A run that changed a class of every product of the other suppliers. @returns its id */
async function fillRun(database: TestDatabase): Promise<string> {
  const [run] = await database.sql<{ id: string }>(
    `UPDATE match_run SET diff = jsonb_build_object('added', '[]'::jsonb, 'removed', '[]'::jsonb, 'changed',
            (SELECT jsonb_agg(jsonb_build_object('productId', p.id, 'from', 'match', 'to', 'near_miss',
                      'clauses', jsonb_build_array(jsonb_build_array(c.id, 'met', 'unmet'))))
               FROM product p, (SELECT id FROM clause ORDER BY id LIMIT 1) AS c WHERE p.sku = 'X'))
      WHERE id = (SELECT id FROM match_run ORDER BY id LIMIT 1) RETURNING id`,
  );
  if (run === undefined) throw new Error('There is no run');
  return run.id;
}

/** Numbers and titles for each organisation; people and invitations for the supplier. */
async function fillIdentity(database: TestDatabase): Promise<void> {
  await database.sql(
    `INSERT INTO organisation_identifier (id, organisation_id, scheme, value)
       SELECT uuidv7(), id, 'duns', row_number() OVER () FROM organisation`,
  );
  await database.sql(
    `INSERT INTO organisation_certificate (id, organisation_id, tier, level, issued_on)
       SELECT uuidv7(), id, 'other', '省级', '2025-01-01' FROM organisation`,
  );
  await database.sql(
    `INSERT INTO invitation (id, organisation_id, email, role, token_hash, invited_by, expires_at)
       SELECT uuidv7(), m.organisation_id, 'i' || i, 'sme_member', i, m.user_id, now()
         FROM membership m, generate_series(1, ${COPIES}) AS i WHERE m.role = 'sme_admin'`,
  );
  await database.sql(
    `INSERT INTO user_account (id, email, name, password_hash)
       SELECT uuidv7(), 'm' || i, 'm' || i, '' FROM generate_series(1, ${COPIES}) AS i`,
  );
  await database.sql(
    `INSERT INTO membership (id, user_id, organisation_id, role)
       SELECT uuidv7(), u.id, m.organisation_id, 'sme_member' FROM user_account u, membership m
        WHERE u.password_hash = '' AND m.role = 'sme_admin'`,
  );
}

async function fillReference(database: Stage['database']): Promise<void> {
  const i = `generate_series(1, ${COPIES}) AS i`;
  for (const rows of [
    `region (code, name) SELECT 'r' || i, '地区' || i FROM ${i}`,
    `industry_class (code, level, name) SELECT 'i' || i, 1, '行业' || i FROM ${i}`,
    `chain (code, name) SELECT 'c' || i, '链' || i FROM ${i}`,
    `chain_node (code, chain, name, stage) SELECT 'n' || i, 'c' || i, '节点' || i, 'upstream' FROM ${i}`,
    `chain_relation (subject, kind, object) SELECT '产品' || i, 'subcategory', '小类' || i FROM ${i}`,
  ])
    await database.sql(`INSERT INTO ${rows}`);
}
