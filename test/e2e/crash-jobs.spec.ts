import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Child } from '../../apps/cli/children.js';
import { settledRows } from '../soak/settled.js';
import { putBarrier } from '../support/barrier.js';
import { type Caller } from '../support/graphql.js';
import { ASK } from '../support/leak-dialogue.js';
import { outboxIsQuiet, workerProcess } from '../support/processes.js';
import {
  atLeast,
  done,
  openStage,
  publishNeed,
  publishProduct,
  registerMember,
  type Stage,
  type TestMember,
  value,
} from '../support/stage.js';

/** A dead worker's rows are due again soon; statistics stay as they are. */
const ENVIRONMENT = { OUTBOX_LEASE_MS: '1500', STATS_EVERY_SECONDS: '86400' };
const WITHIN_MS = 90_000;

const INVITE = `mutation ($input: InviteToNeedInput!) { outcome: inviteToNeed(input: $input) { __typename ... on NeedInvitation { id } } }`;
const PROFILE = `mutation ($input: OrganisationProfileInput!) {
  outcome: updateOrganisationProfile(input: $input) { __typename ... on Organisation { id } } }`;
const START = `mutation ($input: StartImportInput!) { outcome: startImport(input: $input) { __typename ... on ImportRun { id } } }`;

type Act = 'import' | 'invite' | 'ask' | 'profile';
const isDone = (kind: string) => `NEW.status = 'done' AND OLD.kind = '${kind}'`;

/** Places at which a worker dies in the jobs beside the main flow (crash.spec.ts), each with what sets it going. */
const STEPS: readonly (readonly [string, Act, string, 'INSERT' | 'UPDATE', string])[] = [
  [
    'an import has begun, no row is read',
    'import',
    'import_run',
    'UPDATE',
    "OLD.status = 'queued' AND NEW.status = 'running'",
  ],
  [
    'rows are imported, their event is not written',
    'import',
    'outbox',
    'INSERT',
    "NEW.cause = 'product.imported' AND NEW.kind = 'search.apply'",
  ],
  [
    'a batch is imported, its checkpoint is not moved',
    'import',
    'import_run',
    'UPDATE',
    'OLD.rows > 0 AND NEW.rows > OLD.rows',
  ],
  ['an import has ended, its row is not done', 'import', 'outbox', 'UPDATE', isDone('import.run')],
  [
    'a batch is over, its summary is not written',
    'import',
    'notification',
    'INSERT',
    "NEW.kind LIKE 'match.bulk%'",
  ],
  [
    'a summary is written, its batch has not ended',
    'import',
    'bulk_batch',
    'UPDATE',
    'NEW.finished_at IS NOT NULL',
  ],
  ['a summary is looked at, its row is not done', 'import', 'outbox', 'UPDATE', isDone('batch.summarise')],
  ['nobody is told of an invitation yet', 'invite', 'notification', 'INSERT', "NEW.kind = 'need.invited'"],
  ['an invitation is told, its row is not done', 'invite', 'outbox', 'UPDATE', isDone('need.invited')],
  ['nobody is told of a question yet', 'ask', 'notification', 'INSERT', "NEW.kind = 'dialogue.question'"],
  ['a question is told, its row is not done', 'ask', 'outbox', 'UPDATE', isDone('dialogue.tell')],
  [
    'what an organisation shows is not handed over',
    'profile',
    'outbox',
    'INSERT',
    "NEW.cause = 'organisation.updated' AND NEW.kind = 'search.apply'",
  ],
  [
    'what an organisation shows is handed over, its row is not done',
    'profile',
    'outbox',
    'UPDATE',
    isDone('search.organisation'),
  ],
];

describe('no crash loses or repeats imports, summaries, invitations, questions and profiles', () => {
  let stage: Stage;
  let worker: Child;
  let supplierMember: TestMember;
  let buyer: Caller;
  let supplier: Caller;
  let number = 0;

  beforeAll(async () => {
    stage = await openStage({ worker: false });
    supplierMember = await registerMember(stage.services, 'sme', 'sme_admin');
    buyer = await stage.nobody.signIn(await registerMember(stage.services, 'soe', 'soe_buyer'));
    supplier = await stage.nobody.signIn(supplierMember);
    stage.onClose(() => worker.stop());
    await startWorker();
    await publishProduct(supplier, {
      sku: 'A-0',
      name: '真空断路器',
      parameters: [value('额定电压', '12', 'kV')],
    });
    await openNeed();
    await outboxIsQuiet(stage.database, WITHIN_MS);
  }, 90_000);

  afterAll(async () => {
    await stage.close();
  });

  const startWorker = async () => {
    worker = workerProcess(stage.database, ENVIRONMENT);
    await worker.start();
  };
  const kill = async () => {
    process.kill(worker.pid ?? 0, 'SIGKILL');
    // Only waits for the end: a stopped child is not started again.
    await worker.stop();
  };
  const openNeed = () =>
    publishNeed(buyer, {
      kind: 'PROCUREMENT',
      title: '真空断路器采购',
      clauses: [atLeast('额定电压', '10', 'kV')],
    });

  const acts: Readonly<Record<Act, () => Promise<unknown>>> = {
    // Two batches and a rest; a few of the rows are products that some need is looking for, the same again at each step but one word.
    import: async () => {
      number += 1;
      const rows = Array.from({ length: 1_010 }, (_, i) =>
        i % 100 === 0
          ? `I-${i},真空断路器 ${i}型,第${number}稿,额定电压=${8 + ((i / 100 + number) % 5)}kV,是`
          : `I-${i},标准件 ${i}型,第${number}稿,,是`,
      );
      const response = await fetch(stage.api.url.replace('/graphql', '/import-files?name=a.csv'), {
        method: 'POST',
        body: ['sku,name,summary,parameters,publish', ...rows].join('\n'),
        headers: { 'content-type': 'text/csv', authorization: `Bearer ${supplier.token ?? ''}` },
      });
      const { id } = (await response.json()) as { id: string };
      return done(supplier, START, { input: { uploadId: id, kind: 'PRODUCTS' } });
    },
    invite: async () => {
      const needId = await openNeed();
      return done(buyer, INVITE, {
        input: { needId, supplierOrganisationId: supplierMember.scope.organisationId, terms: '保密条款' },
      });
    },
    ask: async () => {
      const [match] = await stage.database.sql<{ id: string }>('SELECT id FROM match ORDER BY id LIMIT 1');
      number += 1;
      return done(buyer, ASK, { input: { matchId: match?.id, text: `第${number}问` } });
    },
    profile: () => done(supplier, PROFILE, { input: { employees: (number += 1) } }),
  };

  it.each(STEPS)(
    'killed when %s',
    async (_when, act, table, event, condition) => {
      // A new need, so that every import has something to tell of.
      if (act === 'import') await openNeed();
      const barrier = await putBarrier(stage.database, table, event, condition);
      try {
        await acts[act]();
        await barrier.reached(30_000);
        await kill();
      } finally {
        await barrier.open();
      }
      await startWorker();
      expect(await settledRows(stage.database)).toEqual([]);
      expect(
        await stage.database.sql(
          'SELECT rows, added + changed + unchanged AS good FROM import_run WHERE rows <> 1010 OR faulty > 0',
        ),
      ).toEqual([]);
    },
    WITHIN_MS + 30_000,
  );
});
