import { between, type Random, shuffled } from '../support/seeded.js';
import { type Victim } from './arena.js';

/** A place between two steps: before a statement of one of our processes. */
export interface Step {
  readonly what: string;
  readonly by: 'api' | 'worker';
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE';
  readonly when: string;
  /** What people must do for it to come along soon. */
  readonly urge?: Urge;
}

/** What people may be urged to do rather than what comes to their mind. */
export type Urge = 'list' | 'invite' | 'ask' | 'profile';

/** What people are urged to do now; one for all of them. */
export interface Mood {
  urge: Urge | null;
}

export interface Kill {
  readonly victim: Victim;
  /** Where; null is wherever it happens to be after the delay. */
  readonly step: Step | null;
  readonly delayMs: number;
}

const step =
  (by: Step['by']) =>
  (what: string, table: string, event: Step['event'], when = 'true'): Step => ({
    what,
    by,
    table,
    event,
    when,
  });
const worker = step('worker');
const api = step('api');
const urged = (urge: Urge, one: Step): Step => ({ ...one, urge });
const isDone = (kind: string) => `NEW.status = 'done' AND OLD.kind = '${kind}'`;

/** Between every two steps of the flow, and of the jobs beside it. */
export const STEPS: readonly Step[] = [
  api('a piece of a file is stored', 'import_chunk', 'INSERT'),
  api('a file is complete', 'import_file', 'UPDATE', 'NEW.complete'),
  api('an import is asked for', 'import_run', 'INSERT'),
  api('its job is written, not committed', 'outbox', 'INSERT', "NEW.kind = 'import.run'"),
  urged('list', api('a key is claimed', 'idempotency_key', 'INSERT')),
  urged('list', api('a product is written', 'product', 'INSERT')),
  urged('list', api('its version is kept', 'product_version', 'INSERT')),
  urged('list', api('its event is written, not committed', 'outbox', 'INSERT', "NEW.kind = 'search.apply'")),
  urged('invite', api('an invitation is written', 'need_invitation', 'INSERT')),
  urged('ask', api('a question is written', 'match_question', 'INSERT')),
  worker(
    'a job is added, its row not yet sent',
    'outbox',
    'UPDATE',
    "NEW.status = 'sent' AND OLD.cause <> 'schedule'",
  ),
  worker('an import begins', 'import_run', 'UPDATE', "OLD.status = 'queued' AND NEW.status = 'running'"),
  worker(
    'rows are imported, their event is not',
    'outbox',
    'INSERT',
    "NEW.cause LIKE '%.imported' AND NEW.kind = 'search.apply'",
  ),
  worker('a batch is imported, its checkpoint is not', 'import_run', 'UPDATE', 'NEW.rows > OLD.rows'),
  worker('an import ends', 'import_run', 'UPDATE', "NEW.status = 'done'"),
  worker('an import has ended, its job has not', 'outbox', 'UPDATE', isDone('import.run')),
  worker('the index is written', 'search_document', 'INSERT'),
  worker('the index is written, its job is not done', 'outbox', 'UPDATE', isDone('search.apply')),
  worker('a run begins', 'match_run', 'INSERT', "NEW.state = 'running'"),
  worker('pairs are judged, none is kept', 'match', 'INSERT'),
  worker('matches are kept, nobody is told', 'notification', 'INSERT', "NEW.kind LIKE 'match.%'"),
  worker('news of a batch are kept', 'bulk_news', 'INSERT'),
  worker('needs are matched, the job is not done', 'outbox', 'UPDATE', isDone('match.need')),
  worker('products are matched, the job is not done', 'outbox', 'UPDATE', isDone('match.product')),
  worker('a batch is summarised', 'notification', 'INSERT', "NEW.kind LIKE 'match.bulk%'"),
  worker(
    'a summary is written, its batch has not ended',
    'bulk_batch',
    'UPDATE',
    'NEW.finished_at IS NOT NULL',
  ),
  worker('a batch has ended, its job has not', 'outbox', 'UPDATE', isDone('batch.summarise')),
  urged('invite', worker('an invitation is told', 'notification', 'INSERT', "NEW.kind = 'need.invited'")),
  urged(
    'invite',
    worker('an invitation is told, the job is not done', 'outbox', 'UPDATE', isDone('need.invited')),
  ),
  urged('ask', worker('a question is told', 'notification', 'INSERT', "NEW.kind LIKE 'dialogue.%'")),
  urged(
    'ask',
    worker('a question is told, the job is not done', 'outbox', 'UPDATE', isDone('dialogue.tell')),
  ),
  urged(
    'profile',
    worker(
      'an organisation is named to the index',
      'outbox',
      'INSERT',
      "NEW.cause = 'organisation.updated' AND NEW.kind = 'search.apply'",
    ),
  ),
  urged(
    'profile',
    worker(
      'an organisation is named, the job is not done',
      'outbox',
      'UPDATE',
      isDone('search.organisation'),
    ),
  ),
  worker(
    'notifications are delivered',
    'notification',
    'UPDATE',
    'OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL',
  ),
];

/** Condition of the trigger: of the process that the step is of. */
export const conditionOf = ({ by, when }: Step): string =>
  `current_user = '${by === 'api' ? 'gonglian_app' : 'gonglian_worker'}' AND (${when})`;

/** Ten kills in which every kind comes; the steps go round. */
const HAND: readonly { readonly victim: Victim; readonly at: 'random' | 'api' | 'worker' | 'any' }[] = [
  { victim: 'worker', at: 'random' },
  { victim: 'api', at: 'random' },
  { victim: 'postgres', at: 'random' },
  { victim: 'job store', at: 'random' },
  { victim: 'worker', at: 'worker' },
  { victim: 'worker', at: 'worker' },
  { victim: 'worker', at: 'worker' },
  { victim: 'api', at: 'api' },
  { victim: 'postgres', at: 'any' },
  { victim: 'job store', at: 'any' },
];

/** The kills of a seed. */
export function planKills(count: number, random: Random): Kill[] {
  const decks = { api: [] as Step[], worker: [] as Step[], any: [] as Step[] };
  const deal = (at: keyof typeof decks): Step | null => {
    if (decks[at].length === 0)
      decks[at] = shuffled(
        random,
        STEPS.filter((one) => at === 'any' || one.by === at),
      );
    return decks[at].pop() ?? null;
  };
  const kills: Kill[] = [];
  while (kills.length < count) {
    for (const { victim, at } of shuffled(random, HAND))
      kills.push({ victim, step: at === 'random' ? null : deal(at), delayMs: between(random, 0, 1_500) });
  }
  return kills.slice(0, count);
}
