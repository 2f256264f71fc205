import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { type OrgScope } from '#libs/identity';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { faultsOf, imported } from '../support/imports.js';
import { openServices, registerMember } from '../support/services.js';

/** Passes both checks (domain notes); the second one has its last character changed. */
const CODE = '912201011239989159';
const ODD = '912201011239989158';

const FILE = [
  'key,name,kind,credit_code,region_code,industry_label',
  `600001,远方电气股份有限公司,sme,${CODE},320100,电网设备`,
  '600002,高山重工,,,,工程机械',
  `600003,校验不符的企业,SOE,${ODD},,`,
].join('\n');

describe('imports of organisations', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let operator: OrgScope;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    operator = (await registerMember(worker, 'platform', 'platform_operator')).scope;
  });

  beforeEach(async () => {
    await database.sql('DELETE FROM organisation_source');
    await database.sql('DELETE FROM organisation_identifier');
    await database.sql('DELETE FROM organisation WHERE id NOT IN (SELECT organisation_id FROM membership)');
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const load = (content: string, source = '名录') =>
    imported({ database, app, worker }, operator, content, { kind: 'organisations', source });
  const organisations = () =>
    database.sql<{ name: string; status: string }>(
      `SELECT o.name, o.kind, o.status, o.region_code, s.key, s.industry_label, i.value, i.confirmed, o.trade
         FROM organisation o JOIN organisation_source s ON s.organisation_id = o.id
         LEFT JOIN organisation_identifier i ON i.organisation_id = o.id ORDER BY s.source, s.key`,
    );

  it('come in unclaimed, with the label of the source as such; an odd credit code warns', async () => {
    const run = await load(FILE);
    expect(run).toMatchObject({ status: 'done', rows: 3, added: 3, warnings: 1 });
    expect(await faultsOf(app, operator, run.id)).toEqual(['4:credit_code CHECK_CHARACTER?']);
    expect(await organisations()).toEqual([
      {
        ...{
          name: '远方电气股份有限公司',
          kind: 'sme',
          status: 'unclaimed',
          region_code: '320100',
          trade: null,
        },
        ...{ key: '600001', industry_label: '电网设备', value: CODE, confirmed: false },
      },
      {
        ...{ name: '高山重工', kind: 'sme', status: 'unclaimed', region_code: null, trade: null },
        ...{ key: '600002', industry_label: '工程机械', value: null, confirmed: null },
      },
      {
        ...{ name: '校验不符的企业', kind: 'soe', status: 'unclaimed', region_code: null, trade: null },
        ...{ key: '600003', industry_label: null, value: ODD, confirmed: false },
      },
    ]);
  });

  it('change nothing the second time', async () => {
    await load(FILE);
    const all = () => database.sql('SELECT * FROM organisation ORDER BY id');
    const before = await all();
    expect(await load(FILE)).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
    expect(await all()).toEqual(before);
  });

  it('are found again by code from another source, and by key; what people have in hand is not changed', async () => {
    await load(FILE);
    const run = await load(`key,name,credit_code\nX,远方电气,${CODE}\nY,新来的,`, '另一名录');
    expect(run).toMatchObject({ added: 1, changed: 1 });
    expect((await organisations()).map(({ name }) => name).sort()).toEqual(
      ['远方电气', '远方电气', '高山重工', '校验不符的企业', '新来的'].sort(),
    );
    await database.sql("UPDATE organisation SET status = 'verified' WHERE name = '高山重工'");
    await load('key,name\n600002,改了的名字');
    expect((await organisations()).map(({ name }) => name)).toContain('高山重工');
  });

  it('set aside what is malformed, twice there, or somebody else’s', async () => {
    await load(FILE);
    const run = await load(
      [
        'key,name,kind,credit_code,region_code',
        '1,短码,,9122,',
        '2,平台,platform,,',
        '3,坏地区,,,32',
        `600002,占用他人代码,,${CODE},`,
        '5,重复,,,',
        '5,重复,,,',
      ].join('\n'),
    );
    expect(await faultsOf(app, operator, run.id)).toEqual([
      '2:credit_code BAD_IDENTIFIER',
      '3:kind KIND_NOT_IMPORTED',
      '4:region_code BAD_VALUE',
      '5:credit_code OTHER_ORGANISATION',
      '7: DUPLICATE_ROW',
    ]);
  });
});
