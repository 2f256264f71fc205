import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { encodeCursor, newId } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { MatchService } from '#libs/matching';
import { OutboxJobs } from '../../libs/messaging/outbox.jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices, registerMember } from '../support/services.js';

describe('housekeeping', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  it('removes outbox rows that were done long ago, and no others', async () => {
    const row = (status: string, age: string) => {
      const id = newId();
      return database
        .sql(
          `INSERT INTO outbox (id, kind, cause, payload, status, done_at, created_at)
           VALUES ($1, 'stats.rebuild', 'test', '{}', $2, CASE WHEN $2 = 'done' THEN now() - $3::interval END, now() - $3::interval)`,
          [id, status, age],
        )
        .then(() => id);
    };
    await row('done', '8 days');
    const kept = [await row('done', '6 days'), await row('failed', '30 days'), await row('sent', '30 days')];
    let finished = 0;
    await new OutboxJobs(worker.get(UnitOfWork)).purge({
      outboxId: newId(),
      kind: 'outbox.purge',
      cause: 'schedule',
      payload: {},
      done: () => {
        finished += 1;
        return Promise.resolve();
      },
    });
    const left = await database.sql<{ id: string }>('SELECT id FROM outbox ORDER BY id');
    expect(left.map(({ id }) => id)).toEqual(kept.sort());
    expect(finished).toBe(1);
  });

  it('keeps password hashes from the app, even those of colleagues', async () => {
    const member = await registerMember(worker, 'sme', 'sme_admin');
    const read = app
      .get(UnitOfWork)
      .read(member.scope, (tx) => tx.query('SELECT password_hash FROM user_account'));
    await expect(read).rejects.toThrow(/permission denied/);
  });

  it('refuses the cursor of a match that has left the list', async () => {
    const { scope } = await registerMember(worker, 'soe', 'soe_buyer');
    const page = app.get(MatchService).listForNeed(scope, newId(), { after: encodeCursor(newId()) });
    await expect(page).resolves.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'after', code: 'BAD_CURSOR' }],
    });
  });
});
