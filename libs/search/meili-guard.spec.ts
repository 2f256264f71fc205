import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { MeilisearchApiError } from 'meilisearch';
import { MeiliGuard } from './meili-guard.js';

const guard = (more: object = {}) => new MeiliGuard({ deadlineMs: 100, restMs: 200, width: 2, ...more });
const refused = () => Promise.reject(new Error('connect ECONNREFUSED'));
const fine = () => Promise.resolve('fine');
const answered = (status: number, code: string) => () =>
  Promise.reject(
    new MeilisearchApiError(new Response(null, { status }), { message: code, code, type: '', link: '' }),
  );

async function failures(subject: MeiliGuard, work: () => Promise<unknown>, times: number): Promise<string[]> {
  const names: string[] = [];
  for (let attempt = 0; attempt < times; attempt += 1)
    await subject.run(work).catch((error: unknown) => names.push((error as Error).constructor.name));
  return names;
}

describe('MeiliGuard', () => {
  it('ends work at its deadline and tells it so', async () => {
    const subject = guard();
    const began = performance.now();
    let told = false;
    const slow = subject.run(async (signal) => {
      signal.addEventListener('abort', () => (told = true));
      await sleep(2_000, undefined, { ref: false });
    });
    await expect(slow).rejects.toMatchObject({ isTaskCancelledError: true });
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(told).toBe(true);
  });

  it('sends nothing after three failures in a row, and tries again after a rest', async () => {
    const subject = guard();
    expect(await failures(subject, refused, 2)).toEqual(['Error', 'Error']);
    expect(await subject.run(fine)).toBe('fine');
    expect(subject.healthy).toBe(true);
    expect(await failures(subject, refused, 3)).toEqual(['Error', 'Error', 'Error']);
    expect(subject.healthy).toBe(false);
    let sent = 0;
    const count = () => {
      sent += 1;
      return fine();
    };
    expect(await failures(subject, count, 5)).toEqual(Array(5).fill('BrokenCircuitError'));
    expect(sent).toBe(0);
    await sleep(250);
    expect(await subject.run(count)).toBe('fine');
    expect(subject.healthy).toBe(true);
  });

  it('rests again when the one that is tried fails', async () => {
    const subject = guard();
    await failures(subject, refused, 3);
    await sleep(250);
    expect(await failures(subject, refused, 2)).toEqual(['Error', 'BrokenCircuitError']);
  });

  it('takes no faulty request for sickness, but a missing index and an overloaded engine', async () => {
    const subject = guard();
    expect(await failures(subject, answered(400, 'invalid_search_filter'), 10)).toHaveLength(10);
    expect(subject.healthy).toBe(true);
    await failures(subject, answered(404, 'index_not_found'), 3);
    expect(subject.healthy).toBe(false);
    const other = guard();
    await failures(other, answered(503, 'too_many_search_requests'), 3);
    expect(other.healthy).toBe(false);
  });

  it('refuses at once what comes beyond its width and its queue', async () => {
    const subject = guard({ deadlineMs: 5_000 });
    let resolve: (value: string) => void = () => undefined;
    const promise = new Promise<string>((settle) => (resolve = settle));
    const waiting = Array.from({ length: 4 }, () => subject.run(() => promise));
    await sleep(10);
    expect(await failures(subject, fine, 5)).toEqual(Array(5).fill('BulkheadRejectedError'));
    expect(subject.healthy).toBe(true);
    resolve('late');
    expect(await Promise.all(waiting)).toEqual(Array(4).fill('late'));
  });
});
