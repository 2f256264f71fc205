/** Rows of the tables of wrong input (test/e2e/input.spec.ts) for imports. */
import { newId } from '#libs/common';
import { type TestDatabase } from './database.js';
import { DISCARD, insertFile, prepareImportRows } from './leak-import.js';

const FAULTS =
  '__typename ... on Problem { code message } ... on InvalidInput { issues { path code message } } ... on ImportRun { id }';
const START = `mutation ($input: StartImportInput!, $key: String) { outcome: startImport(input: $input, idempotencyKey: $key) { ${FAULTS} } }`;
const CANCEL =
  'mutation ($id: UUID!) { outcome: cancelImport(id: $id) { __typename ... on Problem { code message } ... on ImportRun { id } } }';

/** Every mutation of imports, for the test that none is forgotten. */
export const IMPORT_DOCUMENTS = [START, CANCEL, DISCARD] as const;

const start = (change: object, key?: unknown) => ({
  input: { uploadId: newId(), kind: 'PRODUCTS', ...change },
  ...(key !== undefined && { key }),
});

/** Not even the shape. */
export const IMPORT_SHAPES: readonly (readonly [string, 'supplier', string, object])[] = [
  ['an upload that is no id', 'supplier', START, start({ uploadId: 'x' })],
  ['a kind that nobody imports', 'supplier', START, start({ kind: 'PEOPLE' })],
  ['an encoding that is none', 'supplier', START, start({ encoding: 'EBCDIC' })],
  ['a NUL character in a source', 'supplier', START, start({ source: 'a\u0000' })],
  ['a number for yes or no', 'supplier', START, start({ publish: 1 })],
  ['an import that is no id', 'supplier', CANCEL, { id: '1' }],
  ['a file that is no id', 'supplier', DISCARD, { id: '1' }],
  ['a number for a key', 'supplier', START, start({}, 1)],
];

/** Ids that nobody has. */
export const importMissing = (id: string): readonly (readonly ['supplier', string, object])[] => [
  ['supplier', START, start({ uploadId: id })],
  ['supplier', CANCEL, { id }],
  ['supplier', DISCARD, { id }],
];

/** A whole and a half upload, and an import that has ended, of the supplier. */
export async function prepareImports(database: Pick<TestDatabase, 'sql'>) {
  const [owner] = await database.sql<{ organisationId: string; userId: string }>(
    `SELECT organisation_id AS "organisationId", user_id AS "userId" FROM membership WHERE role = 'sme_admin'`,
  );
  if (owner === undefined) throw new Error('There is no supplier');
  const rows = await prepareImportRows(database, owner);
  const half = newId();
  await insertFile(database, half, owner, false);
  return { whole: rows.suppliersUpload, half, ended: rows.suppliersImport };
}

/** What the state, the role or the content does not allow. */
export const importStates = (ids: {
  readonly whole: string;
  readonly half: string;
  readonly ended: string;
}): readonly (readonly ['supplier' | 'buyer' | 'operator', string, object, string, string])[] => [
  ['supplier', START, start({ uploadId: ids.half }), 'WrongState', 'UPLOAD_INCOMPLETE'],
  ['supplier', CANCEL, { id: ids.ended }, 'WrongState', 'IMPORT_STATE'],
  // That a file under import stays is a test of its own: here a worker tidies imports that nobody works on.
  ['supplier', DISCARD, { id: ids.half }, 'NotFound', 'NOT_FOUND'],
  ['supplier', START, start({ uploadId: ids.whole }, 'a b'), 'InvalidInput', 'INVALID_INPUT'],
  ['supplier', START, start({ uploadId: ids.whole }, 'x'.repeat(256)), 'InvalidInput', 'INVALID_INPUT'],
  ['supplier', START, start({ uploadId: ids.whole, kind: 'NEEDS' }), 'InvalidInput', 'INVALID_INPUT'],
  ['buyer', START, start({ uploadId: ids.whole }), 'InvalidInput', 'INVALID_INPUT'],
  ['buyer', START, start({ uploadId: ids.whole, kind: 'NEEDS' }), 'NotFound', 'NOT_FOUND'],
  [
    'supplier',
    START,
    start({ uploadId: ids.whole, kind: 'ORGANISATIONS', source: 's' }),
    'InvalidInput',
    'INVALID_INPUT',
  ],
  ['operator', START, start({ uploadId: ids.whole, kind: 'ORGANISATIONS' }), 'InvalidInput', 'INVALID_INPUT'],
  [
    'supplier',
    START,
    start({ uploadId: ids.whole, source: 'x'.repeat(101) }),
    'InvalidInput',
    'INVALID_INPUT',
  ],
];
