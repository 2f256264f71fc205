import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { newId } from '#libs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { tellWorkLeft, waitForStory } from '../../apps/cli/demo/story-work.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices } from '../support/services.js';

let database: TestDatabase;
let worker: INestApplicationContext;

beforeAll(async () => {
  database = await createTestDatabase();
  worker = await openServices(database, 'worker');
});

afterAll(async () => {
  await worker.close();
  await database.drop();
});

it('the demonstration waits for its own jobs, and for no failed or waiting one of others', async () => {
  const [own, foreign] = [newId(), newId()];
  const unitOfWork = worker.get(UnitOfWork);
  await unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
    const outbox = worker.get(Outbox);
    await outbox.add(tx, { kind: 'import.run', cause: 'import.started', payload: { importId: newId() } });
    for (const id of [own, foreign]) {
      const payload = {
        kind: 'product' as const,
        items: [
          { id: newId(), version: 1 },
          { id, version: 1 },
        ],
      };
      await outbox.add(tx, { kind: 'search.apply', cause: 'product.published', payload });
    }
    await outbox.add(tx, { kind: 'stats.rebuild', cause: 'demo', payload: {} });
  });
  await database.sql("UPDATE outbox SET status = 'failed' WHERE kind = 'import.run'");
  // Its own two keep it waiting as long as its patience lasts, and no longer.
  expect(await waitForStory(unitOfWork, [own], 300)).toEqual({ own: 2, open: 3, failed: 1 });
  const waits = waitForStory(unitOfWork, [own]);
  await database.sql("UPDATE outbox SET status = 'done' WHERE cause = 'demo'");
  await database.sql("UPDATE outbox SET status = 'failed' WHERE payload::text LIKE $1", [`%${own}%`]);
  const left = await waits;
  expect(left).toEqual({ own: 0, open: 1, failed: 2 });
  expect(tellWorkLeft(left)).toContain('1 at work, 2 failed');
  expect(tellWorkLeft({ own: 0, open: 0, failed: 0 })).toBeNull();
});
