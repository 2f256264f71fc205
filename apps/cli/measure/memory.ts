import { readFile } from 'node:fs/promises';

/** Peak resident memory in MiB; null where the system does not tell (only Linux has /proc). */
export interface PeakMemory {
  readonly api: number | null;
  readonly worker: number | null;
  readonly cli: number | null;
  /** Of the largest of its processes; pages that they share count in each. */
  readonly postgres: number | null;
  /** Most of all its processes together at one look, shared pages counted once. */
  readonly postgresTogether: number | null;
}

export interface MeasuredProcesses {
  readonly api: number | null;
  readonly worker: number | null;
  readonly postgres: number | null;
}

const EVERY_MS = 5_000;
const KIB = 1_024;

/** Watches the memory of the processes: a process that has ended tells nothing any more, so they are looked at again and again. */
export class MemoryWatch {
  readonly #peaks = new Map<keyof PeakMemory, number>();
  readonly #timer: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly processes: () => MeasuredProcesses) {
    this.#timer = setInterval(() => {
      this.#last = this.#last.then(() => this.#look());
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** A last look, and the peaks in MiB. */
  async stop(): Promise<PeakMemory> {
    clearInterval(this.#timer);
    await this.#last;
    await this.#look();
    const peak = (name: keyof PeakMemory) => this.#peaks.get(name) ?? null;
    return {
      ...{ api: peak('api'), worker: peak('worker'), cli: peak('cli') },
      ...{ postgres: peak('postgres'), postgresTogether: peak('postgresTogether') },
    };
  }

  async #look(): Promise<void> {
    const { api, worker, postgres } = this.processes();
    for (const [name, pid] of [
      ['api', api],
      ['worker', worker],
      ['cli', process.pid],
    ] as const)
      this.#note(name, pid === null ? null : await peakOf(pid));
    if (postgres === null) return;
    const family = [postgres, ...(await childrenOf(postgres))];
    const peaks = await Promise.all(family.map(peakOf));
    const shares = await Promise.all(family.map(shareOf));
    this.#note('postgres', Math.max(...peaks.map((peak) => peak ?? 0)));
    this.#note(
      'postgresTogether',
      shares.reduce<number>((sum, share) => sum + (share ?? 0), 0),
    );
  }

  #note(name: keyof PeakMemory, kib: number | null): void {
    if (kib === null || kib === 0) return;
    this.#peaks.set(name, Math.max(this.#peaks.get(name) ?? 0, Math.round(kib / KIB)));
  }
}

const read = (path: string) => readFile(path, 'utf8').catch(() => '');
const kibOf = (text: string, field: string) => {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** VmHWM of a process, in KiB. */
const peakOf = async (pid: number) => kibOf(await read(`/proc/${pid}/status`), 'VmHWM');
/** Its part of the memory now, in KiB: pages of several are divided. */
const shareOf = async (pid: number) => kibOf(await read(`/proc/${pid}/smaps_rollup`), 'Pss');

/** Linux lists them for the main thread, which is the one that starts them. */
async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await read(`/proc/${parent}/task/${parent}/children`)).trim();
  return pids === '' ? [] : pids.split(' ').map(Number);
}
