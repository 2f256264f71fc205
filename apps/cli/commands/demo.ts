import { loadConfig } from '#libs/config';
import { laterProduct, NEEDS, ORGANISATIONS } from '../demo/data.js';
import {
  type NeedReport,
  needTable,
  type NotificationLine,
  readNeed,
  readNotifications,
} from '../demo/report.js';
import { ensureNeed, ensureProduct, signInAll, waitForQuiet } from '../demo/story.js';
import { GraphqlClient } from '../graphql-client.js';
import { startPlatform } from '../platform.js';
import { seed } from './start.js';

interface DemoReport {
  readonly needs: readonly NeedReport[];
  readonly afterNewProduct: NeedReport;
  readonly notifications: Readonly<Record<string, readonly NotificationLine[]>>;
}

/** `npm run demo`: tells the story on throw-away data and ends. @param json print it for a program */
export async function demo({ json }: { json: boolean }): Promise<void> {
  const say = json ? () => undefined : (line: string) => console.log(line);
  const config = { ...loadConfig({}), stateDir: loadConfig().stateDir };
  say('启动临时平台 / starting a throw-away platform …');
  const platform = await startPlatform({ config, keep: false, say, environment: { PORT: '0' } });
  try {
    const client = new GraphqlClient(() => platform.api.url);
    say(
      '1. 中小企业发布产品，中央企业发布采购需求与首批次应用场景 / SMEs list products, the SOE publishes a need and a scenario',
    );
    await seed(platform, client);
    await waitForQuiet(() => platform.worker.url);
    const people = await signInAll(
      client,
      ORGANISATIONS.map((organisation) => organisation.email),
    );
    const buyer = people.get(ORGANISATIONS[0].email) ?? client;
    const needIds: string[] = [];
    for (const need of NEEDS) needIds.push(await ensureNeed(buyer, need));
    const needs: NeedReport[] = [];
    for (const id of needIds) needs.push(await readNeed(buyer, id));
    for (const report of needs) say(`\n${needTable(report)}`);

    say('\n2. 一个新产品发布，与已公开的需求反向匹配 / a new product arrives and meets the open need');
    const later = laterProduct(new Date().getFullYear());
    await ensureProduct(people.get(later.supplier) ?? client, later.product);
    await waitForQuiet(() => platform.worker.url);
    const afterNewProduct = await readNeed(buyer, needIds[0] ?? '');
    say(`\n${needTable(afterNewProduct)}`);

    say('\n3. 双方收到的通知 / what each side was told');
    const notifications: Record<string, NotificationLine[]> = {};
    for (const [email, person] of people) {
      notifications[email] = await readNotifications(person);
      say(`  ${email}`);
      for (const line of notifications[email]) say(`    · ${line.title} —— ${line.body}`);
    }
    const report: DemoReport = { needs, afterNewProduct, notifications };
    if (json) console.log(JSON.stringify(report, null, 2));
  } finally {
    await platform.stop();
  }
}
