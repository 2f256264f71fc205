import { it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../support/database.js';
import { begin, importJobs } from '../support/imports.js';
import { jobRunner, realHandlers } from '../support/jobs.js';
import { openServices, registerMember } from '../support/services.js';
import { ImportService } from '#libs/intake';
import { Session } from 'node:inspector/promises';
import { writeFileSync } from 'node:fs';

it('speed', async () => {
  const database = await createTestDatabase();
  const app = await openServices(database, 'app');
  const worker = await openServices(database, 'worker');
  const sme = (await registerMember(worker, 'sme', 'sme_admin')).scope;
  const N = 20000;
  const lines = ['sku,name,summary,category,parameters,certificates,price_low,price_per,lead_time_days,regions_served,publish'];
  for (let i = 0; i < N; i++) lines.push(`S-${i},真空断路器 ${i} 型,户内高压真空断路器 适用于第 ${i} 号方案,断路器,额定电压=${i % 40}kV;额定电流=${(i % 4000) + 1}A;额定功率=${(i % 977)+1}kW,CQC|${i},${i % 1000}.5,台,${i % 90},320000;110000,是`);
  for (const [label, text] of [['new', lines.join('\n')], ['same', lines.join('\n')], ['changed', lines.join('\n').replaceAll('户内', '户外')]] as const) {
    const run = await begin(app, sme, text);
    const [id] = await importJobs(database);
    const session = new Session(); session.connect();
    await session.post('Profiler.enable'); await session.post('Profiler.start');
    const s = performance.now(); const c = process.cpuUsage();
    await jobRunner(worker, realHandlers(worker)).run(id!);
    const t = (performance.now() - s) / 1000; const cpu = process.cpuUsage(c);
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(`/tmp/intake-${label}.cpuprofile`, JSON.stringify(profile));
    const r = await app.get(ImportService).find(sme, run.id);
    console.log(label, t.toFixed(2), 's', (N / t).toFixed(0), 'rows/s; node cpu', ((cpu.user + cpu.system) / 1e6).toFixed(2), JSON.stringify({ a: r!.added, c: r!.changed, u: r!.unchanged, f: r!.faulty }));
  }
  // COPY of same rows
  const client = new pg.Client({ connectionString: database.urls.owner }); await client.connect();
  const [{ q }] = (await client.query("SELECT count(*)::int q FROM product")).rows;
  console.log(q);
  await client.end();
  await app.close(); await worker.close(); await database.drop();
}, 300000);
