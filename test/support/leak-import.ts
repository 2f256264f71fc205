/** Rows of the leak table (test/e2e/leak.spec.ts) and of the statement counts for imports. */
import { newId } from '#libs/common';
import { type TestDatabase } from './database.js';

const SUPPLIERS = ['supplier', 'supplierColleague', 'otherSupplier'] as const;
const BUYERS = ['buyer', 'buyerColleague', 'otherBuyer'] as const;
const IMPORTERS = [...SUPPLIERS, ...BUYERS, 'operator'] as const;
const BATCH_STRANGERS = ['otherSupplier', ...BUYERS, 'operator'] as const;
const STRANGERS = ['otherSupplier', ...BUYERS, 'operator'] as const;

const PAGE = '{ edges { node { id } } }';
const PROBLEM = '__typename ... on Problem { code message }';

export const DISCARD = `mutation ($id: UUID!) { outcome: discardImportFile(id: $id) { ${PROBLEM} ... on ImportFile { id } } }`;

/** Rows that belong to `supplier`. */
export type ImportRow = 'suppliersUpload' | 'suppliersImport' | 'suppliersBatch';

/** In the form of the table's `Case`. */
export const IMPORT_CASES = {
  'Query.importRun': {
    document: 'query ($id: UUID!) { outcome: importRun(id: $id) { id } }',
    for: IMPORTERS,
    attempts: [{ by: STRANGERS, row: 'suppliersImport' as const, answer: 'null' as const }],
  },
  'Query.importRuns': { document: `{ outcome: importRuns ${PAGE} }`, for: IMPORTERS, attempts: [] },
  'Query.importFaults': {
    document: `query ($id: UUID!) { outcome: importFaults(importId: $id) ${PAGE} }`,
    for: IMPORTERS,
    attempts: [{ by: STRANGERS, row: 'suppliersImport' as const, answer: 'empty' as const }],
  },
  'Mutation.startImport': {
    document: `mutation ($input: StartImportInput!) { outcome: startImport(input: $input) { ${PROBLEM} ... on ImportRun { id } } }`,
    for: IMPORTERS,
    variables: (id: string) => ({ input: { uploadId: id, kind: 'PRODUCTS' } }),
    // Buyers may not import products at all; that a file of another is missing to them stands in the table of wrong input.
    attempts: [
      {
        by: ['otherSupplier', 'operator'] as const,
        row: 'suppliersUpload' as const,
        answer: 'missing' as const,
      },
    ],
  },
  'Mutation.cancelImport': {
    document: `mutation ($id: UUID!) { outcome: cancelImport(id: $id) { ${PROBLEM} ... on ImportRun { id } } }`,
    for: IMPORTERS,
    attempts: [{ by: STRANGERS, row: 'suppliersImport' as const, answer: 'missing' as const }],
  },
  'Query.importFiles': { document: `{ outcome: importFiles ${PAGE} }`, for: IMPORTERS, attempts: [] },
  'Mutation.discardImportFile': {
    document: DISCARD,
    for: IMPORTERS,
    attempts: [{ by: STRANGERS, row: 'suppliersUpload' as const, answer: 'missing' as const }],
  },
  // That strangers hear nothing of it is a test of its own: an open subscription has no answer.
  'Subscription.importRunChanged': {
    document: 'subscription ($id: UUID!) { importRunChanged(id: $id) { id } }',
    for: IMPORTERS,
    attempts: [],
  },
  'Query.batch': {
    document: 'query ($id: UUID!) { outcome: batch(id: $id) { id } }',
    for: IMPORTERS,
    attempts: [{ by: BATCH_STRANGERS, row: 'suppliersBatch' as const, answer: 'null' as const }],
  },
  'Query.batchNeeds': {
    document: `query ($id: UUID!) { outcome: batchNeeds(batchId: $id) ${PAGE} }`,
    for: IMPORTERS,
    attempts: [{ by: BATCH_STRANGERS, row: 'suppliersBatch' as const, answer: 'empty' as const }],
  },
};

interface Owner {
  readonly organisationId: string;
  readonly userId: string;
}
type Sql = Pick<TestDatabase, 'sql'>;

/** Makes a file, an import and a fault as the owner of the database. */
export async function prepareImportRows(database: Sql, owner: Owner): Promise<Record<ImportRow, string>> {
  const [file, run, batch] = [newId(), newId(), newId()];
  await insertFile(database, file, owner);
  await database.sql("INSERT INTO bulk_batch (id, cause, organisation_id) VALUES ($1, 'import', $2)", [
    batch,
    owner.organisationId,
  ]);
  await database.sql(
    `INSERT INTO import_run (id, organisation_id, started_by, target_organisation_id, file_id, batch_id, file_name, kind, options,
       status, bytes_total, faulty, error_code, created_at, updated_at)
     VALUES ($1, $2, $3, $2, $4, $5, '秘密报价.csv', 'products', '{}', 'failed', 3, 1, 'EMPTY_FILE', now(), now())`,
    [run, owner.organisationId, owner.userId, file, batch],
  );
  await insertFaults(database, run, owner.organisationId, 1);
  // News for the owner alone, of any needs there are.
  await database.sql(
    `INSERT INTO bulk_news (batch_id, organisation_id, need_id, side, matches, to_confirm)
       SELECT $1, $2, id, 'supplier', 1, 0 FROM need WHERE status = 'open'`,
    [batch, owner.organisationId],
  );
  return { suppliersUpload: file, suppliersImport: run, suppliersBatch: batch };
}

/** An import like this one that is at work, in a worker's hands for an hour: nobody ends it as abandoned. @returns its id */
export async function copyAsRunning(database: Sql, importId: string): Promise<string> {
  const id = newId();
  const change = { id, status: 'running', error_code: null, cancel_requested: false };
  await database.sql(
    `INSERT INTO import_run SELECT (jsonb_populate_record(NULL::import_run, to_jsonb(r) || $2)).* FROM import_run r WHERE id = $1`,
    [importId, JSON.stringify(change)],
  );
  await database.sql(
    `INSERT INTO outbox (id, kind, cause, payload, status, attempt, lease_until)
     VALUES (uuidv7(), 'import.run', 'test', jsonb_build_object('importId', $1::text), 'sent', 1, now() + interval '1 hour')`,
    [id],
  );
  return id;
}

/**
 * Imports and faults beside the first ones, and a batch with news of every need, for the organisation of the only supplier's admin.
 * @returns an import with faults, and the batch
 */
export async function fillImports(
  database: Sql,
  copies: number,
): Promise<{ readonly importId: string; readonly batchId: string }> {
  const [owner] = await database.sql<Owner>(
    `SELECT organisation_id AS "organisationId", user_id AS "userId" FROM membership WHERE role = 'sme_admin'`,
  );
  if (owner === undefined) throw new Error('There is no supplier');
  const { suppliersImport, suppliersBatch } = await prepareImportRows(database, owner);
  await database.sql(
    `INSERT INTO import_run SELECT (jsonb_populate_record(NULL::import_run, to_jsonb(r) || jsonb_build_object('id', uuidv7()))).*
       FROM import_run r, generate_series(1, ${copies})`,
  );
  await database.sql(
    `INSERT INTO import_file SELECT (jsonb_populate_record(NULL::import_file, to_jsonb(f) || jsonb_build_object('id', uuidv7()))).*
       FROM import_file f, generate_series(1, ${copies})`,
  );
  await insertFaults(database, suppliersImport, owner.organisationId, copies);
  return { importId: suppliersImport, batchId: suppliersBatch };
}

export async function insertFile(
  database: Sql,
  id: string,
  { organisationId, userId }: Owner,
  complete = true,
): Promise<void> {
  await database.sql(
    `INSERT INTO import_file (id, organisation_id, uploaded_by, name, bytes, complete, created_at)
     VALUES ($1, $2, $3, '秘密报价.csv', 3, $4, now())`,
    [id, organisationId, userId, complete],
  );
}

async function insertFaults(
  database: Sql,
  run: string,
  organisationId: string,
  count: number,
): Promise<void> {
  await database.sql(
    `INSERT INTO import_fault (import_id, organisation_id, row_number, severity, column_name, code, params)
     SELECT $1, $2, i, 'fault', 'param:秘密参数', 'BAD_VALUE', '{"zh": "x", "en": "x"}' FROM generate_series(1, ${count}) AS i`,
    [run, organisationId],
  );
}
