import { setTimeout as sleep } from 'node:timers/promises';
import { between, type Random, seeded } from '../support/seeded.js';
import { Arena, readiness } from './arena.js';
import { type Cast, letWrite, memoryOf, openCast, openWork } from './cast.js';
import { redisOutages } from './redis-outages.js';
import { expectSettled } from './settled.js';

/** From the beginning of an outage until the worker must say so: a look every half second, and its deadlines. */
const TOLD_WITHIN_MS = 20_000;
/** Work before an outage, and between looks during one. */
const LEAD_MS = 1_500;
const LOOK_MS = 250;
/** Between two steps of an outage that goes on. */
const STEP_MS = 2_000;

/** One way in which a server that the platform stands on is not there. */
export interface Outage {
  readonly kind: string;
  /** Health check of the worker that must tell it, and what it says. */
  readonly check: string;
  readonly reason: RegExp;
  /** Comes and goes so fast that readiness need not see it. */
  readonly heals: boolean;
  begin(): Promise<unknown>;
  /** Again and again while it lasts. */
  goOn?(): Promise<unknown>;
  end(): Promise<unknown>;
}

/** Engines whose outages are known here. */
export const ENGINES = ['redis'] as const;
export type Engine = (typeof ENGINES)[number];

export interface OutagesOptions {
  readonly engine: Engine;
  /** How long each lasts. */
  readonly seconds: number;
  /** Only these; all when left out. */
  readonly kinds?: readonly string[];
  /** Checks the whole state after each and not only at the end. */
  readonly checkEach: boolean;
  readonly seed: number;
  readonly products: number;
  readonly needs: number;
  readonly say: (line: string) => void;
  readonly onOpen?: (arena: Arena) => void;
}

/** What was seen of one outage. */
export interface OutageSeen {
  readonly kind: string;
  readonly seconds: number;
  /** Until the worker said so; null where it need not. */
  readonly toldMs: number | null;
  readonly reason: string | null;
  /** Changes that people made meanwhile. */
  readonly writtenMeanwhile: number;
  /** Rows of the outbox that waited, at most. */
  readonly mostWaiting: number;
  /** From its end until the worker was ready and a job was done. */
  readonly recoveryMs: number;
  /** From its end until nothing was left to do and all checks were made; null when they were left for later. */
  readonly settledMs: number | null;
}

export interface OutagesReport {
  readonly seed: number;
  readonly engine: Engine;
  readonly outages: readonly OutageSeen[];
  /** Processes that ended though nobody killed them. */
  readonly falls: number;
  readonly matchesKept: number;
  readonly drift: number;
  readonly seconds: number;
  /** What did not hold; empty when all did. */
  readonly findings: readonly string[];
}

/**
 * Takes a server away from a platform, in every way and for a while each, under running imports and writing people; checks that the
 * API answers all the while, that the worker says what is wrong, that all heals without a restart, and after each that nothing was lost
 * and nothing doubled. Ends at the first outage that finds something.
 */
export async function soakOutages(options: OutagesOptions): Promise<OutagesReport> {
  const { seed, engine, say } = options;
  const started = Date.now();
  say(`seed ${seed}, outages of ${engine}`);
  const arena = await Arena.open(engine);
  options.onOpen?.(arena);
  try {
    const run = new OutagesRun(arena, await openCast(arena, options), options);
    const outages = outagesOf(arena, options);
    for (const outage of outages) {
      const isLast = outage === outages.at(-1);
      if (!(await run.play(outage, options.checkEach || isLast))) break;
    }
    return run.report(started);
  } finally {
    await arena.close();
  }
}

function outagesOf(arena: Arena, { kinds }: OutagesOptions): readonly Outage[] {
  const all = arena.redis === null ? [] : redisOutages(arena.redis);
  const chosen = all.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const unknown = (kinds ?? []).filter((kind) => !all.some((one) => one.kind === kind));
  if (chosen.length === 0 || unknown.length > 0)
    throw new Error(`Unknown kind ${unknown.join()}; known are ${all.map(({ kind }) => kind).join()}`);
  return chosen;
}

/** What is watched while an outage lasts. */
interface Watched {
  toldMs: number | null;
  reason: string | null;
  mostWaiting: number;
}

class OutagesRun {
  readonly #random: Random;
  readonly #seen: OutageSeen[] = [];
  readonly #findings: string[] = [];
  #drift = 0;
  #kept = 0;

  constructor(
    private readonly arena: Arena,
    private readonly cast: Cast,
    private readonly options: OutagesOptions,
  ) {
    this.#random = seeded(options.seed + 1);
  }

  /** @returns whether all held */
  async play(outage: Outage, checks: boolean): Promise<boolean> {
    const { say, seconds } = this.options;
    const stop = letWrite(this.arena, this.cast, this.#random);
    let seen: Omit<OutageSeen, 'settledMs'>;
    let ended = Date.now();
    try {
      await sleep(LEAD_MS + between(this.#random, 0, LEAD_MS));
      say(`${outage.kind}: begins, for ${seconds} s`);
      const before = await this.#changes();
      await outage.begin();
      const watched = await this.#watch(outage);
      const writtenMeanwhile = (await this.#changes()) - before;
      await outage.end();
      ended = Date.now();
      const recoveryMs = await this.arena.recovered(ended);
      seen = { kind: outage.kind, seconds, ...watched, writtenMeanwhile, recoveryMs };
      say(`${outage.kind}: recovered in ${recoveryMs} ms, ${JSON.stringify(seen)}`);
    } finally {
      this.#findings.push(...(await stop()));
    }
    if (checks) await this.#settle(outage);
    if (seen.writtenMeanwhile === 0) this.#findings.push(`${outage.kind}: nobody could write`);
    if (this.arena.falls > 0) this.#findings.push(`processes ended that nobody killed: ${this.arena.falls}`);
    this.#seen.push({ ...seen, settledMs: checks ? Date.now() - ended : null });
    say(`${outage.kind}: ${this.#findings.length === 0 ? 'all holds' : this.#findings.join('\n  ')}`);
    return this.#findings.length === 0;
  }

  async #settle(outage: Outage): Promise<void> {
    const { findings, drift, kept } = await expectSettled(this.arena, memoryOf(this.cast), this.options.say);
    this.#drift += drift;
    this.#kept = kept;
    this.#findings.push(...findings.map((finding) => `after ${outage.kind}: ${finding}`));
  }

  /** Looks at both processes for as long as the outage lasts. */
  async #watch(outage: Outage): Promise<Watched> {
    const began = Date.now();
    const watched: Watched = { toldMs: null, reason: null, mostWaiting: 0 };
    let stepped = began;
    while (Date.now() - began < this.options.seconds * 1_000) {
      await sleep(LOOK_MS);
      const api = await readiness(this.arena.api).catch(() => null);
      if (api?.ok !== true) this.#find(`${outage.kind}: the API is not ready`);
      if (!outage.heals) await this.#lookAtWorker(outage, watched, Date.now() - began);
      watched.mostWaiting = Math.max(watched.mostWaiting, await openWork(this.arena));
      if (outage.goOn !== undefined && Date.now() - stepped > STEP_MS) {
        stepped = Date.now();
        await outage.goOn();
      }
    }
    return watched;
  }

  async #lookAtWorker(outage: Outage, watched: Watched, sinceMs: number): Promise<void> {
    const report = await readiness(this.arena.worker).catch(() => null);
    if (report === null) {
      this.#find(`${outage.kind}: the worker does not answer for its health`);
      return;
    }
    const check = report.checks[outage.check];
    const told = !report.ok && check?.ok === false;
    if (told && watched.toldMs === null) watched.toldMs = sinceMs;
    if (told) {
      watched.reason = String(check.detail);
      if (!outage.reason.test(watched.reason))
        this.#find(`${outage.kind}: the worker says ${watched.reason}`);
    } else if (watched.toldMs !== null) this.#find(`${outage.kind}: the worker says that it is ready`);
    else if (sinceMs > TOLD_WITHIN_MS) this.#find(`${outage.kind}: the worker does not say so`);
  }

  /** Each is told once. */
  #find(finding: string): void {
    if (!this.#findings.includes(finding)) this.#findings.push(finding);
  }

  async #changes(): Promise<number> {
    const [row] = await this.arena.database.sql<{ count: number }>(
      `SELECT ((SELECT count(*) FROM product_version) + (SELECT count(*) FROM need_version)
               + (SELECT count(*) FROM need_invitation) + (SELECT count(*) FROM opportunity_answer))::int AS count`,
    );
    return row?.count ?? 0;
  }

  report(started: number): OutagesReport {
    const { seed, engine } = this.options;
    return {
      ...{ seed, engine, outages: this.#seen, falls: this.arena.falls },
      ...{ matchesKept: this.#kept, drift: this.#drift },
      seconds: Math.round((Date.now() - started) / 1_000),
      findings: this.#findings,
    };
  }
}
