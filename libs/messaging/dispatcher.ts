import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '#libs/common';
import { SYSTEM_SCOPE, type Transaction, type UnitOfWork } from '#libs/database';
import { type Logger } from '#libs/observability';
import {
  BULK_CAUSES,
  JOB_KINDS,
  JOB_REGISTRY,
  type JobKind,
  QUEUE_NAMES,
  type QueueName,
} from './job-registry.js';
import { type JobStore } from './job-store.js';

/**
 * Rows of one queue that are handed over and not done. More would wait in the store past their lease and be handed over again;
 * the rest waits in the outbox, where it costs nothing.
 */
const MAX_IN_FLIGHT = 100;
/** Hand-overs to a worker that took the row and never ended it, after which it is given up. */
const MAX_ATTEMPTS = 50;
/** Minutes after which one of a heap takes its turn as everything else: a stream of single changes must not starve it. */
const HEAP_WAITS_MINUTES = 10;
/** One of a heap, see {@link BULK_CAUSES}; what follows from it carries its batch. */
const BULK = `((cause = ANY($3) OR payload ? 'batchId') AND created_at > now() - interval '${HEAP_WAITS_MINUTES} minutes')`;
/** Between tries while the database or the job store does not answer. */
const MAX_PAUSE_MS = 2_000;

interface DueRow {
  readonly id: string;
  readonly kind: JobKind;
  readonly attempt: number;
  readonly status: 'pending' | 'sent';
  readonly bulk: boolean;
}

export interface DispatcherOptions {
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly storeCheckMs: number;
}

/**
 * Moves outbox rows to the job store: `pending` ones, and `sent` ones whose lease has run out. Any number of workers may
 * each run one; SKIP LOCKED shares the rows. (Not called relay: BullMQ has a Relay of its own.)
 */
export class Dispatcher {
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: JobStore,
    private readonly options: DispatcherOptions,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#loops = Promise.all([
      this.#loop('dispatch', () => this.dispatch(), this.options.pollMs),
      this.#loop('job store check', () => this.checkStore(), this.options.storeCheckMs),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
  }

  /**
   * Hands over one batch of each queue, what follows from single changes before the heaps. The rows stay locked until the store has
   * acknowledged, and only then are marked `sent`: a crash between the two adds the same job id again, which the store ignores, or the
   * handler finds the row done.
   * @returns how many rows were handed over
   */
  async dispatch(): Promise<number> {
    await this.#giveUpOnKillers();
    let handed = 0;
    for (const queue of QUEUE_NAMES) handed += await this.#dispatchQueue(queue);
    return handed;
  }

  /** A row that ends its worker each time never reports a failure; its hand-overs are counted instead. */
  async #giveUpOnKillers(): Promise<void> {
    const rows = await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      tx.query<{ id: string; kind: string }>(
        `UPDATE outbox SET status = 'failed', last_error = 'handed over ' || attempt || ' times and never ended'
          WHERE status = 'sent' AND lease_until < now() AND attempt >= ${MAX_ATTEMPTS} RETURNING id, kind`,
      ),
    );
    for (const row of rows) this.logger.error(row, 'job given up: it never ends, and may end its worker');
  }

  async #dispatchQueue(queue: QueueName): Promise<number> {
    const kinds = JOB_KINDS.filter((kind) => JOB_REGISTRY[kind].queue === queue);
    return this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const due = await tx.query<DueRow>(
        `SELECT id, kind, attempt, status, ${BULK} AS bulk FROM outbox
          WHERE kind = ANY($1)
            AND ((status = 'pending' AND available_at <= now()) OR (status = 'sent' AND lease_until < now()))
          ORDER BY ${BULK}, id
          LIMIT greatest(0, $2 - (SELECT count(*) FROM outbox WHERE kind = ANY($1) AND status = 'sent' AND lease_until >= now()))
          FOR UPDATE SKIP LOCKED`,
        [kinds, MAX_IN_FLIGHT, BULK_CAUSES],
      );
      const rows = await this.#withoutWaiting(tx, due);
      if (rows.length === 0) return 0;
      await this.store.add(
        rows.map(({ id, kind, attempt, bulk }) => ({ outboxId: id, kind, attempt: attempt + 1, bulk })),
      );
      await tx.query(
        `UPDATE outbox SET status = 'sent', attempt = attempt + 1, lease_until = now() + $2 * interval '1 millisecond'
          WHERE id = ANY($1)`,
        [rows.map((row) => row.id), this.options.leaseMs],
      );
      return rows.length;
    });
  }

  /**
   * A row whose lease ran out while it waited its turn in the store is not lost: its lease is renewed. Handed over again it would be
   * in the store twice, and one that more urgent ones keep waiting would at last be given up without ever having run.
   */
  async #withoutWaiting(tx: Transaction, due: readonly DueRow[]): Promise<DueRow[]> {
    const sent = due.filter((row) => row.status === 'sent');
    if (sent.length === 0) return [...due];
    const waiting = await this.store.waiting(
      sent.map(({ id, kind, attempt }) => ({ outboxId: id, kind, attempt })),
    );
    if (waiting.size > 0)
      await tx.query(
        `UPDATE outbox SET lease_until = now() + $2 * interval '1 millisecond' WHERE id = ANY($1)`,
        [[...waiting], this.options.leaseMs],
      );
    return due.filter((row) => !waiting.has(row.id));
  }

  /** Heals the job store when it is gone; what was `sent` is then due at once instead of at the end of its lease. */
  async checkStore(): Promise<number> {
    if (await this.store.heal()) {
      await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        tx.query(`UPDATE outbox SET lease_until = now() - interval '1 second' WHERE status = 'sent'`),
      );
    }
    return 0;
  }

  /** Repeats a step for as long as the process lives. While it fails the pauses grow, and each new reason is told once. */
  async #loop(what: string, step: () => Promise<number>, pauseMs: number): Promise<void> {
    const { signal } = this.#stopping;
    let pause = pauseMs;
    let told = '';
    while (!signal.aborted) {
      let handled = 0;
      try {
        handled = await step();
        if (told !== '') this.logger.warn(`${what} works again`);
        [pause, told] = [pauseMs, ''];
      } catch (error) {
        const reason = messageOf(error);
        if (reason !== told) this.logger.warn({ reason }, `${what} failed; it goes on`);
        [pause, told] = [Math.min(pause * 2, Math.max(pauseMs, MAX_PAUSE_MS)), reason];
      }
      // A full batch means that there may be more: no pause.
      if (handled < MAX_IN_FLIGHT) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
