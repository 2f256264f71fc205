import { percentile } from '../output.js';
import { type Latency } from './types.js';

/** Seconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

export function latency(milliseconds: readonly number[]): Latency {
  const at = (share: number) => percentile(milliseconds, share);
  return { count: milliseconds.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Does each piece of work at most `width` at once, in their order. @returns milliseconds of each, and seconds of all */
export async function spread<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<{ readonly each: number[]; readonly seconds: number }> {
  const each: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const item = items[next] as T;
      next += 1;
      const began = performance.now();
      await work(item);
      each.push(performance.now() - began);
    }
  };
  const seconds = await timed(() => Promise.all(Array.from({ length: width }, lane)));
  return { each, seconds };
}

/** The items in an order that is the same in every run (a linear congruential generator, Numerical Recipes' constants). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** As many as wanted, beginning again at the end. */
export function repeated<T>(items: readonly T[], count: number): T[] {
  return Array.from(
    { length: items.length === 0 ? 0 : count },
    (_, index) => items[index % items.length] as T,
  );
}
