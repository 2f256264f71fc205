/*
 * Makes generated.ts: types and documents of operations/*.graphql, checked against the committed schema.
 * `node test/example/generate.mjs` writes it; with --check it only says whether it is up to date (a contract test asks).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const FOLDER = import.meta.dirname;
const TARGET = join(FOLDER, 'generated.ts');
const read = (file) => parse(readFileSync(file, 'utf8'));

const documents = readdirSync(join(FOLDER, 'operations'))
  .sort()
  .map((name) => join(FOLDER, 'operations', name))
  .map((location) => ({ location, document: read(location) }));

const text = await codegen({
  filename: TARGET,
  schema: read(join(FOLDER, '../../schema.graphql')),
  documents,
  plugins: [{ operations: {} }, { typedDocuments: {} }],
  pluginMap: { operations, typedDocuments },
  config: {
    useTypeImports: true,
    immutableTypes: true,
    enumType: 'string-literal',
    strictScalars: true,
    scalars: { UUID: 'string', DateTime: 'string', Fen: 'number' },
  },
});

if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error('generated.ts is out of date: run `node test/example/generate.mjs`');
    process.exitCode = 1;
  }
} else {
  writeFileSync(TARGET, text);
}
