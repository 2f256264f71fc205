import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller } from '../support/graphql.js';
import { patiently } from './patient.js';
import { type Counts, type Sheet } from './sheets.js';

const START = `mutation ($input: StartImportInput!) {
  outcome: startImport(input: $input) { __typename ... on ImportRun { id } ... on Problem { code message } } }`;
const RUNS = '{ importRuns(first: 5) { edges { node { id fileName } } } }';
const RUN = `query ($id: UUID!) {
  run: importRun(id: $id) { status rows added changed unchanged faulty error { code } } }`;
/** Uploads of one file before the importer gives up. */
const MAX_UPLOADS = 100;

/** An import that was started and ended, with what it must have counted. */
export interface Imported {
  readonly id: string;
  readonly expected: Counts;
  readonly counted: Counts & { readonly status: string };
}

/** Somebody who imports the same sheet again and again, each time as it then is. */
export class Importer {
  readonly imports: Imported[] = [];
  #number = 0;

  constructor(
    readonly name: string,
    private readonly caller: Caller,
    private readonly apiUrl: () => string,
    readonly sheet: Sheet,
  ) {}

  /** One file from upload to end, whatever comes between. */
  async step(): Promise<void> {
    this.#number += 1;
    const fileName = `${this.name}-${this.#number}.csv`;
    const { csv, counts } = this.sheet.next();
    const id = await this.#begin(fileName, csv);
    for (;;) {
      const { data } = await patiently<{ run: Imported['counted'] }>(this.caller, RUN, { id });
      if (!['QUEUED', 'RUNNING'].includes(data.run.status)) {
        this.imports.push({ id, expected: counts, counted: data.run });
        return;
      }
      await sleep(200);
    }
  }

  /** An upload whose answer is lost is sent again; an import whose start is not known is looked for, and never started twice. */
  async #begin(fileName: string, csv: string): Promise<string> {
    let refused = '';
    for (let tries = 1; tries <= MAX_UPLOADS; tries += 1) {
      const known = tries === 1 ? null : await this.#find(fileName);
      if (known !== null) return known;
      try {
        const uploadId = await this.#upload(fileName, csv);
        const { data, text } = await this.caller.ask<{ outcome: { id?: string } }>(START, {
          input: { uploadId, kind: this.sheet.kind },
        });
        if (data?.outcome.id !== undefined) return data.outcome.id;
        refused = text;
      } catch (error) {
        refused = String(error);
      }
      await sleep(300);
    }
    throw new Error(`${fileName} cannot be imported: ${refused}`);
  }

  async #find(fileName: string): Promise<string | null> {
    const { data } = await patiently<{
      importRuns: { edges: readonly { node: { id: string; fileName: string } }[] };
    }>(this.caller, RUNS);
    return data.importRuns.edges.find(({ node }) => node.fileName === fileName)?.node.id ?? null;
  }

  async #upload(fileName: string, csv: string): Promise<string> {
    const url = `${this.apiUrl().replace('/graphql', '/import-files')}?name=${encodeURIComponent(fileName)}`;
    const response = await fetch(url, {
      method: 'POST',
      body: csv,
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${this.caller.token ?? ''}` },
    });
    const answer = await response.text();
    if (response.status !== 201) throw new Error(answer);
    return (JSON.parse(answer) as { id: string }).id;
  }
}
