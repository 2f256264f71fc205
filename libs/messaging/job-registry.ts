/** An entity at a version: what jobs carry instead of data. */
export interface VersionedId {
  readonly id: string;
  readonly version: number;
}

/** Pairs one outbox row may carry, so that an import writes few rows and a job stays short. */
export const MAX_ITEMS = 500;

/** Kinds that have a search document. */
export type SearchKind = 'product' | 'need';

/** For jobs that are about everything. */
export type NoPayload = Readonly<Record<string, never>>;

/** Work of a bulk batch carries its id from step to step, so that one summary is told instead of many news; see Batches. */
export interface InBatch {
  readonly batchId?: string;
}

/** Payload of every job kind. Jobs carry ids and versions; handlers re-read the rows. */
export interface JobPayloads {
  /** Brings the search documents of these entities to their present state; deletes those that may not be shown. */
  'search.apply': { kind: SearchKind; items: readonly VersionedId[] } & InBatch;
  /** Indexes what is public of an organisation again, after a change of its name, region, titles or standing. */
  'search.organisation': { organisationId: string };
  /** Indexes documents again that are out of date. */
  'search.refresh': NoPayload;
  /** Counts the words that suggestions come from. */
  'search.terms': NoPayload;
  /** Sends to Meilisearch what its indexes wait for; nothing without Meilisearch. */
  'search.push': NoPayload;
  /** Builds an index in Meilisearch beside the live one, and puts it in its place. */
  'search.build': { kind: SearchKind };
  /** Compares the indexes in Meilisearch with PostgreSQL. */
  'search.compare': NoPayload;
  /** Forward matching: finds the products for these needs. */
  'match.need': { items: readonly VersionedId[]; cause: MatchCause } & InBatch;
  /** Reverse matching: checks these products against every open need. */
  'match.product': { items: readonly VersionedId[]; cause: MatchCause } & InBatch;
  /** Asks for a matching of the open needs whose verdicts are of another day or rule set, as a batch. */
  'match.rematch': NoPayload;
  /** Ends runs and batches whose work was given up. */
  'match.tidy': NoPayload;
  /** Writes the summaries of a closed batch when all its work is done; comes again until then. */
  'batch.summarise': { batchId: string };
  /** Builds the next statistics snapshot from the live catalogue. */
  'stats.rebuild': NoPayload;
  /** Hands written notification rows to their channels. */
  'notification.deliver': { notificationIds: readonly string[] };
  /** Removes outbox rows that were done long ago. */
  'outbox.purge': NoPayload;
  /** Tells the other side of a match what one side said: the id of the row that holds it. */
  'dialogue.tell': { event: DialogueEvent; id: string };
  /** Closes needs whose deadline has passed. */
  'need.close_due': NoPayload;
  /** Imports an uploaded file from where the run stands. */
  'import.run': { importId: string };
  /** Ends imports that nobody works on any more. */
  'import.tidy': NoPayload;
  /** Clears uploaded files away. */
  'import.purge': NoPayload;
  /** Tells the people of a supplier that it is invited to the confidential part of a need. */
  'need.invited': { invitationId: string };
}

/** Why a matching ran. */
export type MatchCause =
  | 'need.published'
  | 'need.updated'
  | 'need.closed'
  | 'product.published'
  | 'product.updated'
  | 'product.withdrawn'
  | 'product.imported'
  | 'need.imported'
  | 'organisation.suspended'
  | 'organisation.reinstated'
  | 'match.refill'
  | 'match.rematch'
  | 'search.reconciled'
  | 'requested';

/** What one side of a match tells the other. */
export type DialogueEvent = 'question' | 'reply' | 'answer' | 'contact_offered' | 'contact_opened';

export type JobKind = keyof JobPayloads;
export type QueueName = 'search' | 'match' | 'notify' | 'import';

/** How a kind is run. */
export interface JobPolicy {
  readonly queue: QueueName;
  /** BullMQ's: 1 is the most urgent. */
  readonly priority: number;
  /** Failures after which a row is set to `failed` and waits for `cli redrive`. */
  readonly maxFailures: number;
  /** First delay after a failure; doubles each time, at most {@link MAX_BACKOFF_MS}. */
  readonly backoffMs: number;
}

export const MAX_BACKOFF_MS = 10 * 60_000;

/**
 * All job kinds in one table. Separate queues, so that a long matching never delays the index or a notification
 * (Vendure: one queue for all types). The worker refuses to start when a kind has no handler or two.
 */
export const JOB_REGISTRY: Readonly<Record<JobKind, JobPolicy>> = {
  'search.apply': { queue: 'search', priority: 1, maxFailures: 10, backoffMs: 500 },
  'search.organisation': { queue: 'search', priority: 2, maxFailures: 10, backoffMs: 500 },
  'search.refresh': { queue: 'search', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'search.terms': { queue: 'search', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'search.push': { queue: 'search', priority: 3, maxFailures: 3, backoffMs: 2_000 },
  'search.build': { queue: 'search', priority: 4, maxFailures: 6, backoffMs: 5_000 },
  'search.compare': { queue: 'search', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'match.need': { queue: 'match', priority: 5, maxFailures: 6, backoffMs: 1_000 },
  'match.product': { queue: 'match', priority: 6, maxFailures: 6, backoffMs: 1_000 },
  'match.rematch': { queue: 'match', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'match.tidy': { queue: 'notify', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'batch.summarise': { queue: 'notify', priority: 5, maxFailures: 10, backoffMs: 1_000 },
  'stats.rebuild': { queue: 'match', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'notification.deliver': { queue: 'notify', priority: 1, maxFailures: 10, backoffMs: 500 },
  'dialogue.tell': { queue: 'notify', priority: 2, maxFailures: 10, backoffMs: 500 },
  'outbox.purge': { queue: 'notify', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'need.close_due': { queue: 'notify', priority: 5, maxFailures: 3, backoffMs: 5_000 },
  'import.run': { queue: 'import', priority: 5, maxFailures: 6, backoffMs: 1_000 },
  'import.tidy': { queue: 'notify', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'import.purge': { queue: 'notify', priority: 9, maxFailures: 3, backoffMs: 5_000 },
  'need.invited': { queue: 'notify', priority: 2, maxFailures: 10, backoffMs: 500 },
};

/**
 * Causes of work that comes in heaps: files, the daily re-match, re-indexing, everything that an organisation has published. What follows
 * from a single change goes first: else a person who publishes while a long file is imported would wait for the whole file.
 */
export const BULK_CAUSES: readonly string[] = [
  ...(['product.imported', 'need.imported', 'match.rematch'] satisfies MatchCause[]),
  ...['search.reindexed', 'search.reconciled'],
  ...['organisation.updated', 'organisation.suspended', 'organisation.reinstated'],
];

export const QUEUE_NAMES: readonly QueueName[] = ['search', 'match', 'notify', 'import'];
export const JOB_KINDS = Object.keys(JOB_REGISTRY) as readonly JobKind[];
