import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { newId } from '#libs/common';
import {
  ANONYMOUS_SCOPE,
  createDataSource,
  SYSTEM_SCOPE,
  type TenantScope,
  type Transaction,
  UnitOfWork,
} from '#libs/database';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/processes.js';
import { openServices, registerMember } from '../support/services.js';

const POOL_SIZE = 4;
const NAME = 'gonglian-test-unit-of-work';
const boom = () => Promise.reject(new Error('boom'));

/** A promise and the key to it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('the unit of work', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let scope: TenantScope;
  let other: TenantScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    scope = (await registerMember(services, 'sme', 'sme_admin')).scope;
    other = (await registerMember(services, 'sme', 'sme_admin')).scope;
  });

  afterAll(async () => {
    await services.close();
    await database.drop();
  });

  beforeEach(async () => {
    await database.sql('DELETE FROM product');
    dataSource = await createDataSource({
      url: database.urls.app,
      name: NAME,
      poolSize: POOL_SIZE,
      entities: [],
    }).initialize();
    unitOfWork = new UnitOfWork(dataSource);
  });

  afterEach(async () => {
    await dataSource.destroy();
  });

  const insert = (tx: Transaction, sku: string, owner = scope) =>
    tx.query('INSERT INTO product (id, organisation_id, sku, name) VALUES ($1, $2, $3, $3)', [
      newId(),
      owner.organisationId,
      sku,
    ]);

  const stored = async () =>
    (await database.sql<{ sku: string }>('SELECT sku FROM product ORDER BY sku')).map((row) => row.sku);

  interface Settings {
    actor: string | null;
    organisation: string | null;
    user: string | null;
  }

  const SETTINGS = `SELECT current_setting('gonglian.actor', true) AS actor,
                           current_setting('gonglian.organisation_id', true) AS organisation,
                           current_setting('gonglian.user_id', true) AS "user"`;

  const transactionId = async (tx: Transaction) =>
    (await tx.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id'))[0]!.id;

  describe('the tenant', () => {
    it('is set for each transaction, reads too', async () => {
      const expected = { actor: 'user', organisation: scope.organisationId, user: scope.userId };
      expect(await unitOfWork.run(scope, (tx) => tx.query<Settings>(SETTINGS))).toEqual([expected]);
      expect(await unitOfWork.read(scope, (tx) => tx.query<Settings>(SETTINGS))).toEqual([expected]);
    });

    it('is empty for nobody, whoever had the connection before', async () => {
      const empty = { actor: 'anonymous', organisation: '', user: '' };
      for (let round = 0; round < POOL_SIZE * 2; round++) {
        await unitOfWork.run(scope, (tx) => tx.query('SELECT 1'));
        expect(await unitOfWork.read(ANONYMOUS_SCOPE, (tx) => tx.query<Settings>(SETTINGS))).toEqual([empty]);
      }
    });

    it('is gone from the connection after a commit and after a rollback', async () => {
      await unitOfWork.run(scope, (tx) => insert(tx, 'A'));
      await expect(unitOfWork.run(scope, boom)).rejects.toThrow('boom');
      const connections = Array.from({ length: POOL_SIZE }, () => dataSource.createQueryRunner());
      for (const connection of connections) {
        const [settings] = (await connection.query(SETTINGS)) as Settings[];
        expect([settings!.actor ?? '', settings!.organisation ?? '', settings!.user ?? '']).toEqual([
          '',
          '',
          '',
        ]);
        expect(await connection.query('SELECT id FROM product')).toEqual([]);
      }
      for (const connection of connections) await connection.release();
      expect(await stored()).toEqual(['A']);
    });

    it('is refused when an id is none, before the database is asked', async () => {
      for (const id of ["'; DROP TABLE product; --", '', '123']) {
        const work = () => Promise.reject(new Error('reached'));
        await expect(unitOfWork.run({ ...scope, organisationId: id }, work)).rejects.toMatchObject({
          code: 'BAD_SCOPE',
        });
        await expect(unitOfWork.read({ ...scope, userId: id }, work)).rejects.toMatchObject({
          code: 'BAD_SCOPE',
        });
      }
    });
  });

  describe('a nested call of the same scope', () => {
    it('joins: one transaction, seen by nobody before its one commit', async () => {
      await unitOfWork.run(scope, async (outer) => {
        await insert(outer, 'outer');
        // A copy: it is the values of a scope that count.
        await unitOfWork.run({ ...scope }, async (inner) => {
          expect(await transactionId(inner)).toBe(await transactionId(outer));
          await insert(inner, 'inner');
        });
        expect(await unitOfWork.read(scope, (inner) => inner.query('SELECT sku FROM product'))).toHaveLength(
          2,
        );
        expect(await stored()).toEqual([]);
      });
      expect(await stored()).toEqual(['inner', 'outer']);
    });

    it('rolls everything back when the inner work throws', async () => {
      const run = unitOfWork.run(scope, async (outer) => {
        await insert(outer, 'outer');
        await unitOfWork.run(scope, async (inner) => {
          await insert(inner, 'inner');
          throw new Error('inner boom');
        });
      });
      await expect(run).rejects.toThrow('inner boom');
      expect(await stored()).toEqual([]);
    });

    it('rolls everything back even when the outer work swallows what the inner threw', async () => {
      const boomInside = new Error('inner boom');
      const run = unitOfWork.run(scope, async (outer) => {
        await insert(outer, 'outer');
        await unitOfWork
          .run(scope, async (inner) => {
            await insert(inner, 'half of the inner work');
            throw boomInside;
          })
          .catch(() => undefined);
      });
      await expect(run).rejects.toMatchObject({ code: 'UNIT_OF_WORK_ABORTED', cause: boomInside });
      expect(await stored()).toEqual([]);
    });

    it('rolls everything back when the outer work throws after it', async () => {
      const run = unitOfWork.run(scope, async () => {
        await unitOfWork.run(scope, (inner) => insert(inner, 'inner'));
        throw new Error('outer boom');
      });
      await expect(run).rejects.toThrow('outer boom');
      expect(await stored()).toEqual([]);
    });
  });

  it('never calls a transaction committed that the database has aborted', async () => {
    const run = unitOfWork.run(scope, async (tx) => {
      await insert(tx, 'A');
      await tx.query('SELECT 1 / 0').catch(() => undefined);
      return 'saved';
    });
    await expect(run).rejects.toMatchObject({ code: 'UNIT_OF_WORK_ABORTED' });
    expect(await stored()).toEqual([]);
  });

  it('refuses another scope inside a transaction, and goes on in the first', async () => {
    await unitOfWork.run(scope, async (tx) => {
      const changes: Partial<TenantScope>[] = [
        { organisationId: other.organisationId },
        { userId: other.userId },
        { actor: 'system' },
      ];
      for (const change of changes) {
        for (const verb of ['run', 'read'] as const) {
          await expect(
            unitOfWork[verb]({ ...scope, ...change }, () => Promise.resolve()),
          ).rejects.toMatchObject({ code: 'UNIT_OF_WORK_SCOPE' });
        }
      }
      await expect(unitOfWork.run(SYSTEM_SCOPE, () => Promise.resolve())).rejects.toMatchObject({
        code: 'UNIT_OF_WORK_SCOPE',
      });
      await insert(tx, 'A');
    });
    expect(await stored()).toEqual(['A']);
  });

  describe('a read', () => {
    it('cannot turn into a write', async () => {
      await expect(
        unitOfWork.read(scope, () => unitOfWork.run(scope, (tx) => insert(tx, 'A'))),
      ).rejects.toMatchObject({ code: 'UNIT_OF_WORK_READ_ONLY' });
      expect(await stored()).toEqual([]);
    });

    it('cannot write past the class either: the database refuses', async () => {
      await expect(unitOfWork.read(scope, (tx) => insert(tx, 'A'))).rejects.toMatchObject({ code: '25006' });
      await expect(
        unitOfWork.read(scope, (tx) => tx.query('SET TRANSACTION READ WRITE')),
      ).rejects.toMatchObject({ code: '25001' });
      expect(await stored()).toEqual([]);
    });

    it('leaves the connection able to write', async () => {
      for (let round = 0; round < POOL_SIZE * 2; round++)
        await unitOfWork.read(scope, (tx) => tx.query('SELECT 1'));
      for (let round = 0; round < POOL_SIZE * 2; round++)
        await unitOfWork.run(scope, (tx) => insert(tx, `A${round}`));
      expect(await stored()).toHaveLength(POOL_SIZE * 2);
    });
  });

  describe('what outlives its transaction', () => {
    it('gets a transaction of its own', async () => {
      const late = gate();
      let straggler = Promise.resolve('');
      const first = await unitOfWork.run(scope, async (tx) => {
        straggler = late.opened.then(() =>
          // Other scope and all: the ended transaction must not answer for it.
          unitOfWork.run(other, async (own) => {
            await insert(own, 'late', other);
            return transactionId(own);
          }),
        );
        await insert(tx, 'A');
        return transactionId(tx);
      });
      late.open();
      expect(await straggler).not.toBe(first);
      expect(await stored()).toEqual(['A', 'late']);
    });

    it('cannot use the ended one', async () => {
      const kept = await unitOfWork.run(scope, (tx) => Promise.resolve(tx));
      await expect(insert(kept, 'A')).rejects.toThrow(/released/);
      expect(await stored()).toEqual([]);
    });
  });

  describe('connections', () => {
    /** All of the pool at once, in open transactions; hangs when one is missing, and the test with it. */
    async function takeAll(): Promise<Set<number>> {
      const all = gate();
      const processes = new Set<number>();
      const hold = () =>
        unitOfWork.run(scope, async (tx) => {
          const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
          processes.add(row!.pid);
          if (processes.size === POOL_SIZE) all.open();
          await all.opened;
        });
      await Promise.all(Array.from({ length: POOL_SIZE }, hold));
      return processes;
    }

    const idleInTransaction = async () =>
      (
        await database.sql<{ count: number }>(
          `SELECT count(*)::int AS count FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = $1 AND state LIKE 'idle in transaction%'`,
          [NAME],
        )
      )[0]!.count;

    it.each<[string, () => Promise<unknown>]>([
      ['the work throws', () => unitOfWork.run(scope, boom)],
      ['a statement fails', () => unitOfWork.run(scope, (tx) => tx.query('SELECT * FROM nowhere'))],
      [
        'a failed statement is swallowed',
        () => unitOfWork.run(scope, (tx) => tx.query('SELECT 1/0').catch(() => [])),
      ],
      ['the scope is bad', () => unitOfWork.run({ ...scope, userId: 'x' }, boom)],
      ['the scope changes', () => unitOfWork.run(scope, () => unitOfWork.read(other, boom))],
      ['a read writes', () => unitOfWork.read(scope, (tx) => insert(tx, 'A'))],
    ])('return to the pool when %s', async (_what, fail) => {
      for (let round = 0; round < 20; round++) await expect(fail()).rejects.toThrow();
      expect((await takeAll()).size).toBe(POOL_SIZE);
      expect(await idleInTransaction()).toBe(0);
    });

    it('are replaced when the server drops them in the middle of a transaction', async () => {
      const before = await takeAll();
      for (let round = 0; round < POOL_SIZE; round++) {
        const run = unitOfWork.run(scope, async (tx) => {
          await insert(tx, 'lost');
          await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
        });
        await expect(run).rejects.toThrow();
      }
      const after = await takeAll();
      expect([...after].filter((pid) => before.has(pid))).toEqual([]);
      await eventually('no transaction is left open', async () => (await idleInTransaction()) === 0);
      expect(await stored()).toEqual([]);
    });
  });
});
