import { type Clock, messageOf } from '#libs/common';
import { SYSTEM_SCOPE, type UnitOfWork } from '#libs/database';
import { type Logger } from '#libs/observability';
import { type JobKind } from './job-registry.js';
import { type Outbox } from './outbox.js';

/** A job that comes again; kinds with an empty payload only. */
export interface Schedule {
  readonly kind: Extract<
    JobKind,
    | 'stats.rebuild'
    | 'search.refresh'
    | 'search.terms'
    | 'search.push'
    | 'search.compare'
    | 'match.rematch'
    | 'match.tidy'
    | 'need.close_due'
    | 'outbox.purge'
    | 'import.tidy'
    | 'import.purge'
  >;
  readonly everySeconds: number;
}

/**
 * Writes an outbox row for each slot of each schedule. The slot is in the row's unique key, so any number of workers may
 * run this and each slot still runs once.
 */
export class Schedules {
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) {
      const tick = () =>
        void this.enqueue(schedule).catch((error: unknown) =>
          this.logger.warn(
            { kind: schedule.kind, reason: messageOf(error) },
            'schedule missed; the next slot follows',
          ),
        );
      tick();
      this.#timers.push(setInterval(tick, schedule.everySeconds * 1_000));
    }
  }

  stop(): void {
    this.#timers.forEach((timer) => clearInterval(timer));
  }

  /** Writes the row of the present slot, if nobody has. */
  async enqueue({ kind, everySeconds }: Schedule): Promise<void> {
    const slot = Math.floor(this.clock.now().getTime() / (everySeconds * 1_000));
    await this.unitOfWork.run(SYSTEM_SCOPE, (tx) =>
      this.outbox.add(tx, {
        kind,
        cause: 'schedule',
        payload: {},
        dedupeKey: `${kind}@${everySeconds}s:${slot}`,
      }),
    );
  }
}
