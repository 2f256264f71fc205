import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#libs/common';
import { Caller } from '../support/graphql.js';
import { between, type Random, seeded } from '../support/seeded.js';
import { registerMember, type TestMember } from '../support/services.js';
import { type Arena } from './arena.js';
import { Importer } from './importer.js';
import { type Mood } from './plan.js';
import { type Memory } from './settled.js';
import { needSheet, productSheet } from './sheets.js';
import { Buyer, SalesDesk, Seller } from './writers.js';

/** Outbox rows at which writers wait for the worker. */
const MAX_BACKLOG = 30;

/** People and files of one run. */
export interface Cast {
  readonly mood: Mood;
  readonly importers: readonly Importer[];
  readonly sellers: readonly Seller[];
  readonly buyers: readonly Buyer[];
  readonly desks: readonly SalesDesk[];
}

/** How much there is to import. */
export interface CastSize {
  readonly seed: number;
  /** Rows of each of the two product files and of the file of needs. */
  readonly products: number;
  readonly needs: number;
}

/** Lets everybody write. @returns ends it, when each has finished what was begun, and tells who gave up */
export function letWrite(arena: Arena, cast: Cast, random: Random): () => Promise<string[]> {
  let [stopping, backlog] = [false, 0];
  const writers = [cast.importers, cast.sellers, cast.buyers, cast.desks].flat();
  const all = writers.map(async (writer) => {
    while (!stopping) {
      await writer.step();
      await sleep(between(random, 0, 120));
      // Nobody outruns the platform for ever: what a round leaves behind must be done before its check.
      while (!(stopping as boolean) && backlog > MAX_BACKLOG) await sleep(100);
    }
  });
  const watch = setInterval(() => {
    // While the database is away nobody can write, and what was known still holds.
    void openWork(arena).then(
      (open) => (backlog = open),
      () => undefined,
    );
  }, 300);
  // They are awaited at the end of the round; until then nobody listens.
  all.forEach((one) => void one.catch(() => undefined));
  return async () => {
    stopping = true;
    clearInterval(watch);
    const ends = await Promise.allSettled(all);
    return ends.flatMap((end) =>
      end.status === 'rejected' ? [`a writer gave up: ${String(end.reason)}`] : [],
    );
  };
}

/** Outbox rows that wait or are being worked on. */
export async function openWork({ database }: Arena): Promise<number> {
  const [row] = await database.sql<{ open: number }>(
    "SELECT count(*)::int AS open FROM outbox WHERE status IN ('pending', 'sent')",
  );
  return row?.open ?? 0;
}

export async function openCast(arena: Arena, { seed, products, needs }: CastSize): Promise<Cast> {
  const people = await arena.withServices(async (services) => {
    const of = (kind: 'sme' | 'soe') =>
      registerMember(
        services,
        kind,
        kind === 'sme' ? 'sme_admin' : 'soe_buyer',
        `${kind} ${newId().slice(-6)}`,
      );
    return {
      suppliers: [await of('sme'), await of('sme')],
      hand: await of('sme'),
      buyer: await of('soe'),
      importing: await of('soe'),
    };
  });
  const nobody = new Caller(() => arena.api.url);
  const signIn = (member: TestMember) => nobody.signIn(member);
  const apiUrl = () => arena.api.url;
  let sown = seed;
  const random = () => seeded((sown += 101));
  const mood: Mood = { urge: null };
  const importers: Importer[] = [];
  const desks: SalesDesk[] = [];
  for (const [index, member] of people.suppliers.entries()) {
    const caller = await signIn(member);
    const name = `P${index + 1}`;
    importers.push(new Importer(name, caller, apiUrl, productSheet(name, products, random())));
    desks.push(new SalesDesk(caller, random(), mood));
  }
  importers.push(
    new Importer('N1', await signIn(people.importing), apiUrl, needSheet('N1', needs, random())),
  );
  const hand = await signIn(people.hand);
  desks.push(new SalesDesk(hand, random(), mood));
  const suppliers = [...people.suppliers, people.hand].map(({ scope }) => scope.organisationId);
  return {
    mood,
    importers,
    desks,
    sellers: [new Seller(hand, random(), mood)],
    buyers: [new Buyer(await signIn(people.buyer), random(), mood, suppliers)],
  };
}

/** What they remember of what they have written. */
export function memoryOf({ importers, sellers, buyers }: Cast): Memory {
  return {
    importers,
    products: sellers.flatMap((seller) =>
      [...seller.products].map(([sku, product]) => ({ sku, ...product })),
    ),
    needs: buyers.flatMap((buyer) => [...buyer.needs.values()]),
  };
}
