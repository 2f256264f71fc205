import { BootError } from '#libs/common';
import { type AppConfig, describeEngines, loadConfig } from '#libs/config';
import { DEMO_PASSWORD, firstProducts, LIAISON, NEEDS, OPERATOR, ORGANISATIONS } from '../demo/data.js';
import { needTable, readNeed } from '../demo/report.js';
import { openSeedTools } from '../demo/seed.js';
import { ensureNeed, ensureProduct, signInAll } from '../demo/story.js';
import { tellWorkLeft, type WorkLeft } from '../demo/story-work.js';
import { portIsFree, portTaken } from '../../port.js';
import { GraphqlClient } from '../graphql-client.js';
import { type Platform, startPlatform } from '../platform.js';

/** `npm start`: the whole platform, kept running until Ctrl-C; on the embedded database with the demonstration in it. */
export async function start(): Promise<void> {
  const config = loadConfig();
  const say = (line: string) => console.log(line);
  const stop = waitForStop(() => say('\n正在停止 / stopping …'));
  const { port, host } = config;
  // Before the database, which takes seconds, and not after.
  if (port !== null && port !== 0 && !(await portIsFree(port, host))) throw new BootError(portTaken(port));
  let platform: Platform | null = null;
  try {
    platform = await startPlatform({ config, keep: true, say });
    await announce(config, platform, say);
    await stop.asked;
  } catch (error) {
    // What breaks off because of Ctrl-C is no fault.
    if (!stop.isAsked()) throw error;
  } finally {
    await platform?.stop();
  }
}

async function announce(config: AppConfig, platform: Platform, say: (line: string) => void): Promise<void> {
  for (const line of describeEngines(config, platform.embedded)) say(`  ${line}`);
  say(`  GraphQL: ${platform.api.url}`);
  if (platform.dataDir !== null) say(`  数据目录 / data folder: ${platform.dataDir}`);
  if (mayDemonstrate(config, platform)) await showDemonstration(platform, say);
  else
    say(
      '  未写入演示数据 / no demonstration data: only on the embedded database, outside production, on a loopback HOST',
    );
  say('\n按 Ctrl-C 停止 / Ctrl-C stops everything.');
}

/** Accounts with a published password belong on a developer's own machine and nowhere else. */
function mayDemonstrate(config: AppConfig, platform: Platform): boolean {
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(config.host);
  return platform.embedded && config.environment !== 'production' && loopback;
}

/** Seeds what is missing (all of it at the first start) and prints accounts and one need with its candidates. */
async function showDemonstration(platform: Platform, say: (line: string) => void): Promise<void> {
  const client = new GraphqlClient(() => platform.api.url);
  const { needId, left } = await seed(platform, client);
  const told = tellWorkLeft(left);
  if (told !== null) say(told);
  say('\n演示账号 / demonstration accounts:');
  for (const { email, name, role } of [...ORGANISATIONS, LIAISON, OPERATOR])
    say(`  ${email}  密码 / password: ${DEMO_PASSWORD}  ${name}（${role}）`);
  const buyer = await client.signIn(ORGANISATIONS[0].email, DEMO_PASSWORD);
  say(`\n${needTable(await readNeed(buyer, needId))}`);
}

/** @returns id of the first need, and the work of anybody that is not done: no reason not to start */
export async function seed(
  platform: Platform,
  client: GraphqlClient,
): Promise<{ readonly needId: string; readonly left: WorkLeft }> {
  const config = loadConfig();
  const tools = await openSeedTools(config, platform.urls.worker);
  try {
    await tools.registerAccounts();
    const people = await signInAll(
      client,
      ORGANISATIONS.map((organisation) => organisation.email),
    );
    const ids: string[] = [];
    for (const [email, products] of Object.entries(firstProducts(new Date().getFullYear()))) {
      const supplier = people.get(email);
      for (const product of products)
        if (supplier !== undefined) ids.push(await ensureProduct(supplier, product));
    }
    await tools.settle(ids);
    await tools.rebuildStats();
    await tools.settle(ids);
    const buyer = people.get(ORGANISATIONS[0].email) ?? client;
    const needIds: string[] = [];
    for (const need of NEEDS) needIds.push(await ensureNeed(buyer, need));
    const left = await tools.settle([...ids, ...needIds]);
    return { needId: needIds[0] ?? '', left };
  } finally {
    await tools.close();
  }
}

/** Resolves at the first Ctrl-C or SIGTERM; further ones while stopping change nothing (npm repeats the terminal's). */
function waitForStop(onStop: () => void): { readonly asked: Promise<void>; isAsked(): boolean } {
  let stopping = false;
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!stopping) onStop();
        stopping = true;
        resolve();
      });
    }
  });
  return { asked, isAsked: () => stopping };
}
