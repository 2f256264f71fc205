import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { encodeCursor, isProblem, type Page, type Result } from '#libs/common';
import { ANONYMOUS_SCOPE, SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import {
  type ImportKind,
  type ImportReport,
  ReferenceImport,
  ReferenceService,
  seedReference,
} from '#libs/reference';
import { shippedRegions } from '../../libs/reference/facts-regions.js';
import { SECTIONS } from '../../libs/reference/facts-industry.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openServices } from '../support/services.js';

function ok<T>(result: Result<T>): T {
  if (isProblem(result)) throw new Error(`${result.code}: ${JSON.stringify(result.issues)}`);
  return result;
}

const DATA = process.env.GONGLIAN_DATA;
if (DATA === undefined || DATA === '')
  console.warn('GONGLIAN_DATA is not set: no import of the shared tables is tested');
const withData = DATA === undefined || DATA === '' ? it.skip : it;

describe('reference tables', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let worker: INestApplicationContext;
  let reference: ReferenceService;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await openServices(database, 'app');
    worker = await openServices(database, 'worker');
    reference = app.get(ReferenceService);
  });

  beforeEach(async () => {
    await database.sql('TRUNCATE region, industry_class, chain, chain_node, chain_relation');
    await seed();
  });

  afterAll(async () => {
    await app.close();
    await worker.close();
    await database.drop();
  });

  const seed = () => seedReference((sql, parameters) => database.sql(sql, parameters));
  const load = (kind: ImportKind, text: string): Promise<ImportReport> =>
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is here already
    new ReferenceImport(worker.get(UnitOfWork)).run(kind, (async function* () {
        yield Buffer.from(text);
      })()); // prettier-ignore
  const counts = ({ rows, added, changed, unchanged, faulty }: ImportReport) => [
    ...[rows, added, changed, unchanged, faulty],
  ];
  const version = async () =>
    (await database.sql<{ version: number }>('SELECT version FROM reference_version'))[0]!.version;

  describe('shipped facts', () => {
    it('are there after the migration', async () => {
      const tables = await reference.tables(ANONYMOUS_SCOPE);
      expect(tables.findRegion('320000')).toEqual({ code: '320000', name: '江苏省', parent: null });
      expect(tables.findRegion('320505')).toEqual({ code: '320505', name: '虎丘区', parent: '320500' });
      expect(tables.findIndustry('38')).toMatchObject({
        name: '电气机械和器材制造业',
        level: 2,
        parent: 'C',
      });
      expect(tables.findChainNode('new-energy.wind')).toMatchObject({ chain: 'new-energy' });
      expect(tables.findChain('new-energy')).toMatchObject({ name: '新能源' });
      expect(tables.findChainNode('toString')).toBeNull();
    });

    it('take a moment, and less when they are there', async () => {
      await database.sql('TRUNCATE region, industry_class, chain, chain_node, chain_relation');
      const before = performance.now();
      await seed();
      expect(performance.now() - before).toBeLessThan(2_000);
      expect(await database.sql('SELECT count(*)::int AS rows FROM region')).toEqual([
        { rows: shippedRegions().length },
      ]);
    });

    it('come once, and leave alone what an operator has corrected', async () => {
      await database.sql(`UPDATE region SET name = '江苏' WHERE code = '320000'`);
      const before = await version();
      await seed();
      expect(await version()).toBe(before);
      expect((await reference.tables(ANONYMOUS_SCOPE)).findRegion('320000')?.name).not.toBe('江苏省');
    });

    withData('name the sections and divisions as the shared table does', () => {
      const text = readFileSync(join(DATA ?? '', 'reference', 'industry-gbt4754-2017.csv'), 'utf8');
      const rows = text
        .trim()
        .split('\n')
        .map((line) => line.trim().split(','))
        .filter(([, level]) => level === '1' || level === '2')
        .map(([code, , parent, name]) => [code, name, parent].join());
      const shipped = SECTIONS.flatMap((section) => [
        [section.code, section.name, ''].join(),
        ...Object.entries(section.divisions).map(([code, name]) => [code, name, section.code].join()),
      ]);
      expect(shipped.sort()).toEqual(rows.sort());
    });
  });

  describe('lists', () => {
    it('page by code through all of a level', async () => {
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page: Page<{ code: string }> = ok(
          await reference.listRegions(ANONYMOUS_SCOPE, null, { first: 10, after }),
        );
        seen.push(...page.items.map((row) => row.code));
        if (!page.hasNext) break;
        after = encodeCursor(seen.at(-1)!);
      }
      expect(seen).toHaveLength(34);
      expect(seen).toEqual([...seen].sort());
    });

    it('go down from a parent or chain, and are empty for an unknown one', async () => {
      const codes = async (page: Promise<Result<Page<{ code: string }>>>) =>
        ok(await page).items.map((row) => row.code);
      expect(await codes(reference.listIndustries(ANONYMOUS_SCOPE, 'D', {}))).toEqual(['44', '45', '46']);
      expect(await codes(reference.listIndustries(ANONYMOUS_SCOPE, null, { first: 2 }))).toEqual(['A', 'B']);
      expect(await codes(reference.listIndustries(ANONYMOUS_SCOPE, "'", {}))).toEqual([]);
      expect(await codes(reference.listChains(ANONYMOUS_SCOPE, {}))).toHaveLength(5);
      expect(await codes(reference.listChainNodes(ANONYMOUS_SCOPE, 'high-end-equipment', {}))).toEqual([
        ...['high-end-equipment.machine-tools', 'high-end-equipment.parts'],
      ]);
      expect(await codes(reference.listChainNodes(ANONYMOUS_SCOPE, null, {}))).toHaveLength(9);
      expect(await codes(reference.listRegions(ANONYMOUS_SCOPE, '820000', {}))).toHaveLength(8);
      expect(await codes(reference.listRegions(ANONYMOUS_SCOPE, '320505', {}))).toEqual([]);
    });

    it('are refused with a bad cursor or size', async () => {
      for (const request of [{ first: 101 }, { after: 'x' }, { after: encodeCursor('a b') }]) {
        expect(await reference.listRegions(ANONYMOUS_SCOPE, null, request)).toMatchObject({
          code: 'INVALID_INPUT',
        });
        expect(await reference.listRelations(ANONYMOUS_SCOPE, null, request)).toMatchObject({
          code: 'INVALID_INPUT',
        });
      }
    });

    it('find relations from either side', async () => {
      await load(
        'relations',
        'from,relation,to\n叶片,上游材料,碳纤维\n碳纤维,上游材料,丙烯腈\n轮毂,产品小类,铸件\n',
      );
      const named = async (name: string | null, request = {}) =>
        ok(await reference.listRelations(ANONYMOUS_SCOPE, name, request));
      expect(
        (await named('碳纤维')).items.map(({ subject, kind, object }) => [subject, kind, object]),
      ).toEqual([
        ['叶片', 'upstream_material', '碳纤维'],
        ['碳纤维', 'upstream_material', '丙烯腈'],
      ]);
      const first = await named(null, { first: 2 });
      expect(first.hasNext).toBe(true);
      const rest = await named(null, { after: encodeCursor(first.items[1]!.id) });
      expect(rest.items.map((row) => row.subject)).toEqual(['轮毂']);
    });
  });

  describe('import', () => {
    const REGIONS = 'code,name,parent\n329900,苏州市,320000\n329905,虎丘区,329900\n';

    it('adds, changes, and the second time does nothing', async () => {
      expect(counts(await load('regions', REGIONS))).toEqual([2, 2, 0, 0, 0]);
      const before = await version();
      expect(counts(await load('regions', REGIONS))).toEqual([2, 0, 0, 2, 0]);
      expect(await version()).toBe(before);
      expect(counts(await load('regions', REGIONS.replace('苏州市', '姑苏')))).toEqual([2, 0, 1, 1, 0]);
      expect(await version()).toBe(before + 1);
    });

    it('is seen by every process, at the next look', async () => {
      expect((await reference.tables(ANONYMOUS_SCOPE)).findRegion('329905')).toBeNull();
      await load('regions', REGIONS);
      expect((await reference.tables(ANONYMOUS_SCOPE)).findRegion('329905')?.name).toBe('虎丘区');
      const system = worker.get(ReferenceService);
      expect(await system.tables(SYSTEM_SCOPE)).toBe(await system.tables(SYSTEM_SCOPE));
    });

    it('sets faulty rows aside with row, column, code and text, while good ones go in', async () => {
      const report = await load(
        'regions',
        'name,code,parent,note\n' +
          '苏州市,329900,320000,\n' + // 2
          '"多,一列",329901,320000,x,y\n' + // 3
          '坏"引号,329902,320000,\n' + // 4
          ',3205,nowhere,\n' + // 5
          '\n' + // 6
          '苏州市,329900,320000,\n' + // 7
          '孤儿,329999,329998,\n' + // 8
          '虎丘区,329905,329900,\n' + // 9
          '"没有结束', // 10
      );
      expect(counts(report)).toEqual([8, 2, 0, 0, 6]);
      expect(report.faults.map(({ row, column, code }) => `${row}:${column} ${code}`)).toEqual([
        '3: COLUMN_COUNT',
        '4: STRAY_QUOTE',
        '5:code BAD_CODE',
        '5:name BAD_NAME',
        '5:parent UNKNOWN_PARENT',
        '7:code DUPLICATE_ROW',
        '8:parent UNKNOWN_PARENT',
        '10: OPEN_QUOTE',
      ]);
      expect(report.faults.every(({ text }) => text.zh !== '' && text.en !== '')).toBe(true);
      const regions = ok(
        await reference.listRegions(ANONYMOUS_SCOPE, '320000', { after: encodeCursor('321300') }),
      );
      expect(regions.items.map((row) => row.code)).toEqual(['329900']);
    });

    it('loads chains with their nodes, and new names of both', async () => {
      const file =
        'chain,chain_name,code,name,stage\nhydrogen,氢能,hydrogen.cell,电解槽,上游\nhydrogen,氢能,hydrogen.tank,储罐,midstream\n';
      expect(counts(await load('chains', file))).toEqual([2, 2, 0, 0, 0]);
      const before = await version();
      expect(counts(await load('chains', file))).toEqual([2, 0, 0, 2, 0]);
      expect(await version()).toBe(before);
      // The name of a chain is not a row of its own, but it is a change that others must see.
      expect(counts(await load('chains', file.replaceAll('氢能', '绿氢')))).toEqual([2, 0, 0, 2, 0]);
      expect(await version()).toBe(before + 1);
      expect((await reference.tables(ANONYMOUS_SCOPE)).findChain('hydrogen')?.name).toBe('绿氢');
      expect(counts(await load('chains', file.replace('电解槽', '电堆')))).toEqual([2, 0, 1, 1, 0]);
    });

    it('refuses a file without its columns and writes nothing', async () => {
      for (const [text, code] of [
        ['', 'EMPTY_FILE'],
        ['code,name\n1,2\n', 'MISSING_COLUMNS'],
        ['code,name,parent,name\n', 'DOUBLE_COLUMN'],
      ] as const) {
        await expect(load('regions', text)).rejects.toMatchObject({ code });
      }
    });

    it('tells at most 1,000 faults, and counts them all', async () => {
      const report = await load('regions', `code,name,parent\n${'x,x,\n'.repeat(2_500)}`);
      expect([report.faulty, report.faults.length]).toEqual([2_500, 1_000]);
    });

    withData('loads the whole GB/T 4754-2017, twice', async () => {
      const text = readFileSync(join(DATA ?? '', 'reference', 'industry-gbt4754-2017.csv'), 'utf8');
      const first = await load('industry', text);
      expect([first.faults, first.rows]).toEqual([[], 1_971]);
      expect(counts(first)).toEqual([1_971, 1_971 - 117, 0, 117, 0]);
      expect(counts(await load('industry', text))).toEqual([1_971, 0, 0, 1_971, 0]);
    });

    withData(
      'loads 80,000 relations',
      async () => {
        const text = readFileSync(join(DATA ?? '', 'eval', 'product-relations.csv'), 'utf8');
        const first = await load('relations', text);
        expect(first.rows).toBe(81_833);
        expect(first.added + first.faulty).toBe(first.rows);
        expect(first.faulty).toBeLessThan(100);
      },
      120_000,
    );
  });

  it.each(['region', 'industry_class', 'chain', 'chain_node', 'chain_relation', 'reference_version'])(
    'no user can change %s, and nobody can delete from it',
    async (table) => {
      const forbidden = { driverError: { code: '42501' } };
      const run = (services: INestApplicationContext, sql: string) =>
        services
          .get(UnitOfWork)
          .run(services === app ? ANONYMOUS_SCOPE : SYSTEM_SCOPE, (tx) => tx.query(sql));
      await expect(run(app, `INSERT INTO ${table} DEFAULT VALUES`)).rejects.toMatchObject(forbidden);
      await expect(run(app, `DELETE FROM ${table}`)).rejects.toMatchObject(forbidden);
      await expect(run(worker, `DELETE FROM ${table}`)).rejects.toMatchObject(forbidden);
    },
  );
});
