import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { Meilisearch } from 'meilisearch';
import { isProblem, newId, type Result } from '#libs/common';
import { type SearchKind } from '#libs/messaging';
import { type OrgScope } from '#libs/identity';
import { MeiliBuild, MeiliKeys, SearchSources } from '#libs/search';
import { ProductService } from '#libs/supply';
import { MeiliPush } from '../../libs/search/meili-push.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { drain, jobRunner, realHandlers } from './jobs.js';
import { MEILI_MISSING, startMeili, type TestMeili } from './meilisearch.js';
import { openServices, registerMember } from './services.js';

/** A suite on a real Meilisearch; without one it is skipped under a name that says why. */
export function describeMeili(name: string, body: () => void): void {
  if (MEILI_MISSING === null) describe(name, body);
  else describe.skip(`${name} (${MEILI_MISSING})`, body);
}

export function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(result.code);
  return result;
}

/** A database and a Meilisearch of a spec file's own, with the services of an API and of a worker on both. */
export interface MeiliStage {
  readonly database: TestDatabase;
  readonly meili: TestMeili;
  /** With the master key: to look, and to do harm. */
  readonly admin: Meilisearch;
  readonly prefix: string;
  readonly keys: { readonly search: string; readonly write: string };
  /** Settings of a worker of this stage. */
  readonly settings: Readonly<Record<string, string>>;
  readonly app: INestApplicationContext;
  readonly worker: INestApplicationContext;
  readonly sme: OrgScope;
  publish(name?: string): Promise<string>;
  /** Gives a product another version. */
  change(id: string, summary?: string): Promise<void>;
  withdraw(id: string): Promise<void>;
  /** Applies changes to the search table and the list, and sends none. */
  apply(): Promise<void>;
  /** Does all work of the outbox, that of Meilisearch too. */
  drain(): Promise<void>;
  /** Builds the index of a kind to its end. */
  build(kind?: SearchKind): Promise<void>;
  /** Sends what the live index of a kind waits for. */
  push(kind?: SearchKind): Promise<boolean>;
  /** Ids and versions that the live index has, in order. */
  indexed(uid?: string): Promise<readonly { id: string; version: number }[]>;
  uid(kind?: SearchKind): string;
  close(): Promise<void>;
}

export async function openMeiliStage(): Promise<MeiliStage> {
  const meili = await startMeili();
  const prefix = `t${randomBytes(4).toString('hex')}`;
  const made = await new MeiliKeys(meili, prefix).make(1);
  const keyOf = (role: string) => made.find((key) => key.role === role)?.key ?? '';
  const keys = { search: keyOf('search'), write: keyOf('write') };
  const common = { MEILI_URL: meili.url, MEILI_INDEX_PREFIX: prefix };
  const settings = { ...common, MEILI_API_KEY: keys.write };
  const database = await createTestDatabase();
  const app = await openServices(database, 'app', { ...common, MEILI_API_KEY: keys.search });
  const worker = await openServices(database, 'worker', settings);
  const { scope: sme } = await registerMember(worker, 'sme', 'sme_admin');
  const admin = new Meilisearch({ host: meili.url, apiKey: meili.masterKey });
  const uid = (kind: SearchKind = 'product') => `${prefix}_${kind}`;
  return {
    ...{ database, meili, admin, prefix, keys, settings, app, worker, sme, uid },
    publish: async (name = '真空断路器') => {
      const products = app.get(ProductService);
      const { id } = ok(await products.create(sme, { sku: newId(), name, summary: '简介' }));
      ok(await products.publish(sme, id));
      return id;
    },
    change: async (id, summary = newId()) => {
      const [row] = await database.sql<{ sku: string; name: string; version: number }>(
        'SELECT sku, name, version FROM product WHERE id = $1',
        [id],
      );
      if (row === undefined) throw new Error('no such product');
      const { sku, name, version } = row;
      ok(await app.get(ProductService).update(sme, id, version, { sku, name, summary }));
    },
    withdraw: async (id) => void ok(await app.get(ProductService).withdraw(sme, id)),
    apply: async () => {
      const runner = jobRunner(worker, realHandlers(worker));
      const rows = await database.sql<{ id: string }>(
        "SELECT id FROM outbox WHERE status = 'pending' AND kind = 'search.apply' ORDER BY id",
      );
      for (const { id } of rows) await runner.run(id);
      await database.sql("UPDATE outbox SET status = 'done', done_at = now() WHERE status = 'pending'");
    },
    drain: () => drain(database, worker),
    build: (kind = 'product') => buildNow(worker, kind),
    push: (kind = 'product') => worker.get(MeiliPush).push(kind, Date.now() + 20_000),
    indexed: async (name = uid()) => {
      const { results } = await admin
        .index<{ id: string; version: number }>(name)
        .getDocuments({ fields: ['id', 'version'], sort: ['id:asc'], limit: 10_000 });
      return results;
    },
    close: async () => {
      await app.close();
      await worker.close();
      await database.drop();
      await meili.stop();
    },
  };
}

/** Builds the index of a kind to its end. */
export async function buildNow(worker: INestApplicationContext, kind: SearchKind): Promise<void> {
  const builds = worker.get(MeiliBuild);
  const generation = await builds.begin(kind);
  if (generation === null) throw new Error('nothing was begun');
  const outcome = await builds.advance(generation, Date.now() + 60_000);
  if (outcome !== 'done') throw new Error(outcome);
}

/** Documents of these products are refused by Meilisearch from now on; `never` ends that. */
export function spoil(
  worker: INestApplicationContext,
  ids: ReadonlySet<string>,
  how: 'id' | 'vectors',
): { never(): void } {
  const source = worker.get(SearchSources).get('product');
  const load = source.load.bind(source);
  source.load = async (tx, wanted) =>
    (await load(tx, wanted)).map((entry) => {
      if (!ids.has(entry.id) || entry.document === null) return entry;
      const { document } = entry;
      if (how === 'id') return { ...entry, document: { ...document, id: 'not an id' } };
      // A field that Meilisearch keeps for itself.
      const tags = { ...document.tags, _vectors: ['x'] };
      return { ...entry, document: { ...document, tags } };
    });
  return { never: () => void (source.load = load) };
}
