import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '#libs/common';
import { SYSTEM_SCOPE, type TenantScope } from '#libs/database';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Market, voltage } from '../support/dialogue.js';

const NOBODY: TenantScope = { actor: 'anonymous', organisationId: null, userId: null };
const DENIED = { code: '42501' };
const TABLES = [
  'opportunity_answer',
  'match_question',
  'match_reply',
  'contact_offer',
  'contact_opening',
] as const;

describe('row-level security of what is said on matches, past the services with plain SQL', () => {
  let database: TestDatabase;
  let market: Market;
  let app: pg.Client;
  let worker: pg.Client;
  /** Columns of the pair, as every table has them. */
  let pair: readonly string[];
  const ids = {
    ...{ answer: newId(), open: newId(), hidden: newId(), gone: newId(), own: newId() },
    ...{ reply: newId(), hiddenReply: newId(), buyerOffer: newId(), supplierOffer: newId(), old: newId() },
  };

  async function as(scope: TenantScope, sql: string, parameters: readonly unknown[] = [], client = app) {
    await client.query('BEGIN');
    try {
      await client.query(
        `SELECT set_config('gonglian.actor', $1, true), set_config('gonglian.organisation_id', $2, true),
                set_config('gonglian.user_id', $3, true), set_config('gonglian.role', $4, true)`,
        [scope.actor, scope.organisationId ?? '', scope.userId ?? '', scope.role ?? ''],
      );
      const { rows, rowCount } = await client.query<Record<string, unknown>>(sql, [...parameters]);
      return { rows, count: rowCount ?? 0 };
    } finally {
      await client.query('ROLLBACK');
    }
  }
  const seen = async (scope: TenantScope, table: string, client = app) =>
    (await as(scope, `SELECT id FROM ${table}`, [], client)).rows.map((row) => String(row.id)).sort();
  const sorted = (...list: string[]) => [...list].sort();

  const PAIR = 'id, need_id, need_organisation_id, product_id, product_organisation_id, actor_user_id';
  /** Writes a row: the pair, then further columns as literals. */
  const write = (table: string, more: Record<string, string | null>) => {
    const columns = Object.keys(more).map((name) => `, ${name}`);
    const values = Object.values(more).map((text) => (text === null ? ', NULL' : `, '${text}'`));
    return `INSERT INTO ${table} (${PAIR}${columns.join('')}) VALUES ($1, $2, $3, $4, $5, $6${values.join('')})`;
  };
  const by = (scope: { userId: string }, id = newId()) => [id, ...pair, scope.userId];

  beforeAll(async () => {
    database = await createTestDatabase();
    market = await Market.open(database);
    app = new pg.Client({ connectionString: database.urls.app });
    worker = new pg.Client({ connectionString: database.urls.worker });
    await app.connect();
    await worker.connect();
    const product = await market.sell(market.supplier);
    const need = await market.ask([voltage('10'), voltage('11', 'invited')]);
    pair = [need.id, need.organisationId, product.id, product.organisationId];
    const clauses = await database.sql<{ id: string }>('SELECT id FROM clause ORDER BY position');
    const [shown, hidden] = clauses.map((row) => row.id) as [string, string];
    const { buyer, supplier } = market;
    const put = (id: string, scope: { userId: string }, table: string, more: Record<string, string | null>) =>
      database.sql(write(table, more), by(scope, id));
    await put(ids.answer, supplier, 'opportunity_answer', { answer: 'interested' });
    await put(ids.open, buyer, 'match_question', { side: 'buyer', clause_id: shown, text: '？' });
    await put(ids.hidden, buyer, 'match_question', { side: 'buyer', clause_id: hidden, text: '秘密' });
    await put(ids.gone, buyer, 'match_question', { side: 'buyer', clause_id: newId(), text: '？' });
    await put(ids.own, supplier, 'match_question', { side: 'supplier', clause_id: null, text: '？' });
    await put(ids.reply, supplier, 'match_reply', { side: 'supplier', question_id: ids.open, text: '！' });
    await put(ids.hiddenReply, buyer, 'match_reply', { side: 'buyer', question_id: ids.hidden, text: '！' });
    const withdrawn = { withdrawn_at: '2026-01-01', withdrawn_by: buyer.userId };
    await put(ids.old, buyer, 'contact_offer', { side: 'buyer', name: '旧', phone: '1', ...withdrawn });
    await put(ids.buyerOffer, buyer, 'contact_offer', { side: 'buyer', name: '李', phone: '1' });
    await put(ids.supplierOffer, supplier, 'contact_offer', { side: 'supplier', name: '王', phone: '1' });
  });

  afterAll(async () => {
    await app.end();
    await worker.end();
    await market.close();
    await database.drop();
  });

  it.each(TABLES)('shows nothing of %s to strangers', async (table) => {
    for (const scope of [NOBODY, market.otherBuyer, market.rival])
      expect(await seen(scope, table)).toEqual([]);
    // Only the worker is the system, and for the app its word counts nothing.
    expect(await seen(SYSTEM_SCOPE, table)).toEqual([]);
    expect((await seen(SYSTEM_SCOPE, table, worker)).length).toBe(
      table === 'contact_opening' ? 0 : (await database.sql(`SELECT 1 FROM ${table}`)).length,
    );
  });

  it('shows both sides answers and questions, and a supplier no question on a clause kept from it', async () => {
    const { buyer, group, supplier, supplierColleague } = market;
    for (const scope of [buyer, group]) {
      expect(await seen(scope, 'opportunity_answer')).toEqual([ids.answer]);
      expect(await seen(scope, 'match_question')).toEqual(sorted(ids.open, ids.hidden, ids.gone, ids.own));
      expect(await seen(scope, 'match_reply')).toEqual(sorted(ids.reply, ids.hiddenReply));
    }
    for (const scope of [supplier, supplierColleague]) {
      expect(await seen(scope, 'opportunity_answer')).toEqual([ids.answer]);
      expect(await seen(scope, 'match_question')).toEqual(sorted(ids.open, ids.gone, ids.own));
      expect(await seen(scope, 'match_reply')).toEqual([ids.reply]);
    }
  });

  it('shows each side its own offers until the pair is opened, then both, and never one taken back', async () => {
    const { buyer, group, supplier, rival, otherBuyer } = market;
    for (const scope of [buyer, group])
      expect(await seen(scope, 'contact_offer')).toEqual(sorted(ids.old, ids.buyerOffer));
    expect(await seen(supplier, 'contact_offer')).toEqual([ids.supplierOffer]);
    await database.sql(write('contact_opening', { side: 'buyer' }), by(buyer));
    try {
      for (const scope of [buyer, group])
        expect(await seen(scope, 'contact_offer')).toEqual(
          sorted(ids.old, ids.buyerOffer, ids.supplierOffer),
        );
      expect(await seen(supplier, 'contact_offer')).toEqual(sorted(ids.buyerOffer, ids.supplierOffer));
      for (const scope of [rival, otherBuyer, NOBODY]) expect(await seen(scope, 'contact_offer')).toEqual([]);
      // Nothing is changed or offered after.
      const back = 'UPDATE contact_offer SET withdrawn_at = now(), withdrawn_by = $1';
      expect((await as(buyer, back, [buyer.userId])).count).toBe(0);
      await expect(
        as(buyer, write('contact_offer', { side: 'buyer', name: 'x', phone: '1' }), by(buyer)),
      ).rejects.toMatchObject(DENIED);
    } finally {
      await database.sql('DELETE FROM contact_opening');
    }
  });

  it('tells whether the other side has offered to parties only, and opens nothing that is not agreed', async () => {
    const offered = async (scope: TenantScope, side: string) =>
      (await as(scope, 'SELECT gonglian.contact_offered($1, $2, $3) AS yes', [pair[0], pair[2], side]))
        .rows[0]?.yes;
    expect([await offered(market.supplier, 'buyer'), await offered(market.group, 'supplier')]).toEqual([
      true,
      true,
    ]);
    for (const scope of [market.rival, market.otherBuyer, NOBODY])
      expect(await offered(scope, 'buyer')).toBe(false);
    // Both have offered, but the buyer has not decided to contact.
    const open = (scope: typeof market.buyer, side: string) =>
      as(scope, write('contact_opening', { side }), by(scope));
    await expect(open(market.buyer, 'buyer')).rejects.toMatchObject(DENIED);
    await database.sql(
      `INSERT INTO decision (id, organisation_id, actor_user_id, need_id, product_id, kind) VALUES ($1, $2, $3, $4, $5, 'contact')`,
      [newId(), market.buyer.organisationId, market.buyer.userId, pair[0], pair[2]],
    );
    expect((await open(market.buyer, 'buyer')).count).toBe(1);
    expect((await open(market.supplier, 'supplier')).count).toBe(1);
    for (const scope of [market.group, market.rival, market.otherBuyer])
      await expect(open(scope, 'buyer')).rejects.toMatchObject(DENIED);
    await expect(open(market.supplier, 'buyer')).rejects.toMatchObject(DENIED);
  });

  const ROWS: Readonly<Record<string, readonly ['buyer' | 'supplier', Record<string, string>]>> = {
    opportunity_answer: ['supplier', { answer: 'interested' }],
    match_question: ['buyer', { side: 'buyer', text: '？' }],
    match_reply: ['supplier', { side: 'supplier', text: '！', question_id: ids.open }],
    contact_offer: ['supplier', { side: 'supplier', name: 'x', phone: '1' }],
  };

  it.each(Object.entries(ROWS))(
    'lets only the side that it is of write %s, in its own name and of a real pair',
    async (table, [side, row]) => {
      if (table === 'contact_offer') await database.sql("DELETE FROM contact_offer WHERE side = 'supplier'");
      const writer = market[side];
      const other = market[side === 'buyer' ? 'supplier' : 'buyer'];
      expect((await as(writer, write(table, row), by(writer))).count).toBe(1);
      await expect(as(writer, write(table, row), by(other))).rejects.toMatchObject(DENIED);
      for (const scope of [other, market.group, market.rival, market.otherBuyer])
        await expect(as(scope, write(table, row), by(scope))).rejects.toMatchObject(DENIED);
      // The pair of another product of nobody's matches: the columns must agree with a match that is seen.
      const stranger = side === 'buyer' ? market.rival : market.otherBuyer;
      const parties = [...pair];
      parties[side === 'buyer' ? 3 : 1] = stranger.organisationId;
      await expect(as(writer, write(table, row), [newId(), ...parties, writer.userId])).rejects.toMatchObject(
        DENIED,
      );
    },
  );

  it('lets nobody reply to a question that it does not see', async () => {
    const row = { side: 'supplier', text: '！', question_id: ids.hidden };
    await expect(as(market.supplier, write('match_reply', row), by(market.supplier))).rejects.toMatchObject(
      DENIED,
    );
  });

  it.each(TABLES)(
    'keeps what was said in %s: nobody deletes, and changes nothing but taking back an offer',
    async (table) => {
      for (const client of [app, worker]) {
        await expect(as(market.buyer, `DELETE FROM ${table}`, [], client)).rejects.toMatchObject(DENIED);
        await expect(
          as(market.buyer, `UPDATE ${table} SET created_at = now()`, [], client),
        ).rejects.toMatchObject(DENIED);
        await expect(
          as(SYSTEM_SCOPE, `UPDATE ${table} SET actor_user_id = NULL`, [], worker),
        ).rejects.toMatchObject(DENIED);
      }
    },
  );

  it('takes back only the own offer, in the own name', async () => {
    const back =
      'UPDATE contact_offer SET withdrawn_at = now(), withdrawn_by = $1 WHERE withdrawn_at IS NULL';
    expect((await as(market.buyer, back, [market.buyer.userId])).count).toBe(1);
    expect((await as(market.group, back, [market.group.userId])).count).toBe(0);
    expect((await as(market.rival, back, [market.rival.userId])).count).toBe(0);
    await expect(as(market.buyer, back, [market.supplier.userId])).rejects.toMatchObject(DENIED);
  });
});
