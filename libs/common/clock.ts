/** The only source of "now", so that tests and demonstrations can set it. */
export interface Clock {
  now(): Date;
}

/** Injection token of {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => new Date() };

/** Swedish dates are written YYYY-MM-DD. */
const CHINA_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** The calendar day in China, `YYYY-MM-DD`: listings and rules begin and end at midnight there, not at that of UTC. */
export function dayInChina(instant: Date): string {
  return CHINA_DAY.format(instant);
}
