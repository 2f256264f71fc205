import { BootError } from '#libs/common';
import { loadConfig } from '#libs/config';
import {
  createDataSource,
  migrate as runMigrations,
  passwordOf,
  SYSTEM_SCOPE,
  UnitOfWork,
} from '#libs/database';
import { Outbox } from '#libs/messaging';
import { seedReference } from '#libs/reference';

/** `cli migrate`: roles and schema of an own PostgreSQL server. */
export async function migrate(): Promise<void> {
  const { ownerUrl, appUrl, workerUrl } = loadConfig().database;
  if (ownerUrl === null || appUrl === null || workerUrl === null) {
    throw new BootError(
      'migrate needs DATABASE_URL (owner), DATABASE_APP_URL and DATABASE_WORKER_URL; the embedded server migrates itself at `npm start`',
    );
  }
  const passwords = { app: passwordOf(appUrl), worker: passwordOf(workerUrl) };
  const ran = await runMigrations(ownerUrl, passwords, seedReference);
  console.log(ran.length === 0 ? '数据库已是最新 / up to date' : `已执行 / ran: ${ran.join(', ')}`);
}

/** `cli redrive`: sets failed jobs back to work. */
export async function redrive(): Promise<void> {
  const { workerUrl } = loadConfig().database;
  if (workerUrl === null) throw new BootError('redrive needs DATABASE_WORKER_URL');
  const dataSource = createDataSource({ url: workerUrl, name: 'gonglian-cli', poolSize: 2, entities: [] });
  await dataSource.initialize();
  try {
    const count = await new UnitOfWork(dataSource).run(SYSTEM_SCOPE, (tx) => new Outbox().redrive(tx));
    console.log(`重新派发 ${count} 个任务 / ${count} job(s) set back to work`);
  } finally {
    await dataSource.destroy();
  }
}
