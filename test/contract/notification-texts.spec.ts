import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { type NotificationKind, NotificationRenderers } from '#libs/notification';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices } from '../support/services.js';

const HAN = /\p{Script=Han}/u;

describe('texts of notifications', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let kinds: NotificationKind[];

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    kinds = app.get(NotificationRenderers).list();
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('are there for every kind, in Chinese and in English, and for its name too', () => {
    expect(kinds.map((one) => one.kind)).toEqual(
      expect.arrayContaining([
        'match.news',
        'match.opportunity',
        'match.bulk_news',
        'match.bulk_opportunities',
      ]),
    );
    const faults = kinds.flatMap((one) =>
      (['name', 'title', 'body'] as const)
        .filter((part) => !HAN.test(one[part].zh) || HAN.test(one[part].en) || one[part].en.trim() === '')
        .map((part) => `${one.kind}.${part}`),
    );
    expect(faults).toEqual([]);
  });

  it('ask for no data in the name of a kind, and name kinds by area and event', () => {
    for (const one of kinds) {
      expect(`${one.name.zh}${one.name.en}`).not.toMatch(/[{}]/);
      expect(one.kind).toMatch(/^[a-z_]+\.[a-z_]+$/);
    }
  });
});
