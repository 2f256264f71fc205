/** The only source of "now", so that tests and demonstrations can set it. */
export interface Clock {
  now(): Date;
}

/** Injection token of {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => new Date() };
