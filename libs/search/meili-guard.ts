import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  type IPolicy,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { MeilisearchApiError } from 'meilisearch';

export interface GuardSettings {
  /** Longest that one piece of work may take, in milliseconds. */
  readonly deadlineMs: number;
  /** How long nothing is sent after failures, in milliseconds. */
  readonly restMs: number;
  /** Pieces of work at once, and those that wait; what comes beyond is refused at once. */
  readonly width: number;
}

/** Failures in a row after which nothing is sent for a while. */
const FAILURES = 3;

/**
 * Keeps a sick engine from holding up everybody: work has a deadline, few run at once, and after failures none is sent until one
 * has been tried again. The parts are cockatiel's.
 */
export class MeiliGuard {
  readonly #policy: IPolicy;
  #healthy = true;

  constructor({ deadlineMs, restMs, width }: GuardSettings) {
    const breaker = circuitBreaker(handleWhen(isSickness), {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(FAILURES),
    });
    breaker.onBreak(() => (this.#healthy = false));
    breaker.onReset(() => (this.#healthy = true));
    // Outermost, so that what is refused for want of room is no failure of the engine.
    this.#policy = wrap(bulkhead(width, width), breaker, timeout(deadlineMs, TimeoutStrategy.Aggressive));
  }

  /** False while the breaker is open. */
  get healthy(): boolean {
    return this.#healthy;
  }

  /** @throws whatever the work throws; cockatiel's errors when it was too late, refused, or not sent */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#policy.execute(({ signal }) => work(signal));
  }
}

/** A faulty request is no sign of a sick engine; everything else is, a missing index too. */
function isSickness(error: Error): boolean {
  if (!(error instanceof MeilisearchApiError)) return true;
  const { status } = error.response;
  return status >= 500 || status === 429 || status === 408 || error.cause?.code === 'index_not_found';
}
