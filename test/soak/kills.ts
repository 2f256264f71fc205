import { setTimeout as sleep } from 'node:timers/promises';
import { putBarrier } from '../support/barrier.js';
import { type Random, seeded } from '../support/seeded.js';
import { Arena, type StoreName, type Victim, VICTIMS } from './arena.js';
import { type Cast, letWrite, memoryOf, openCast } from './cast.js';
import { conditionOf, type Kill, planKills, type Step } from './plan.js';
import { expectSettled } from './settled.js';

/** How long a step may take to come along before the victim is killed wherever it is. */
const STEP_MS = 8_000;

export interface KillsOptions {
  readonly kills: number;
  readonly seed: number;
  readonly store: StoreName;
  /** Rows of each of the two product files and of the file of needs. */
  readonly products: number;
  readonly needs: number;
  /** Kills between two checks of the whole state. */
  readonly perRound: number;
  readonly say: (line: string) => void;
  /** Asked between kills and at the beginning. */
  readonly onOpen?: (arena: Arena) => void;
}

export interface KillsReport {
  readonly seed: number;
  readonly store: StoreName;
  readonly kills: number;
  readonly killsByVictim: Readonly<Record<Victim, number>>;
  /** At an exact step; the others at a random moment. */
  readonly killsAtSteps: number;
  /** Steps that did not come along in time: their victims were killed wherever they were. */
  readonly stepsMissed: number;
  readonly recoveryMs: { readonly p50: number; readonly max: number };
  /** Processes that ended without being killed. */
  readonly falls: number;
  readonly imports: number;
  readonly rowsImported: number;
  readonly written: { readonly products: number; readonly needs: number; readonly changes: number };
  readonly matchesKept: number;
  readonly notifications: number;
  readonly drift: number;
  readonly seconds: number;
  /** What did not hold; empty when all did. */
  readonly findings: readonly string[];
}

/**
 * Kills a platform again and again while files are imported and people write, and checks after each round that nothing was lost and
 * nothing doubled. Ends at the first round that finds something.
 */
export async function soakKills(options: KillsOptions): Promise<KillsReport> {
  const { seed, say } = options;
  const started = Date.now();
  say(`seed ${seed}, jobs on ${options.store}`);
  const arena = await Arena.open(options.store);
  options.onOpen?.(arena);
  try {
    const run = new KillsRun(arena, await openCast(arena, options), options);
    await run.play(planKills(options.kills, seeded(seed)));
    return await run.report(started);
  } finally {
    await arena.close();
  }
}

class KillsRun {
  readonly #random: Random;
  readonly #recoveries: number[] = [];
  readonly #byVictim = Object.fromEntries(VICTIMS.map((victim) => [victim, 0])) as Record<Victim, number>;
  readonly #findings: string[] = [];
  #atSteps = 0;
  #missed = 0;
  #drift = 0;
  #kept = 0;

  constructor(
    private readonly arena: Arena,
    private readonly cast: Cast,
    private readonly options: KillsOptions,
  ) {
    this.#random = seeded(options.seed + 1);
  }

  async play(plan: readonly Kill[]): Promise<void> {
    const { perRound, say } = this.options;
    for (let start = 0; start < plan.length; start += perRound) {
      const stop = letWrite(this.arena, this.cast, this.#random);
      try {
        for (const [index, kill] of plan.slice(start, start + perRound).entries()) {
          await sleep(kill.delayMs);
          const how = await this.#kill(kill);
          say(`${start + index + 1}/${plan.length} ${how}`);
        }
      } finally {
        this.#findings.push(...(await stop()));
      }
      say('everybody has stopped writing');
      const began = Date.now();
      const { findings, drift, kept } = await expectSettled(this.arena, memoryOf(this.cast), say);
      this.#drift += drift;
      this.#kept = kept;
      if (this.arena.falls > 0) findings.push(`processes ended that nobody killed: ${this.arena.falls}`);
      say(
        `settled and checked in ${Date.now() - began} ms: ${findings.length === 0 ? 'all holds' : findings.join('\n  ')}`,
      );
      if (findings.length > 0) {
        this.#findings.push(...findings);
        return;
      }
    }
  }

  async #kill({ victim, step }: Kill): Promise<string> {
    const since = step === null ? await this.#killNow(victim) : await this.#killAt(victim, step);
    const took = await this.arena.recovered(since.at);
    this.#byVictim[victim] += 1;
    this.#recoveries.push(took);
    return `${victim} ${since.where}, recovered in ${took} ms`;
  }

  async #killNow(victim: Victim): Promise<{ at: number; where: string }> {
    const at = Date.now();
    await this.arena.kill(victim);
    return { at, where: 'anywhere' };
  }

  async #killAt(victim: Victim, step: Step): Promise<{ at: number; where: string }> {
    const barrier = await putBarrier(this.arena.database, step.table, step.event, conditionOf(step));
    let [at, where] = [Date.now(), ''];
    this.cast.mood.urge = step.urge ?? null;
    try {
      const reached = await barrier.reached(STEP_MS).then(
        () => true,
        () => false,
      );
      if (reached) this.#atSteps += 1;
      else this.#missed += 1;
      where = reached ? `before: ${step.what}` : `anywhere (not reached: ${step.what})`;
      at = Date.now();
      // The job store cannot be dropped while somebody stands in it; its workers are free.
      await this.arena.kill(victim);
    } finally {
      this.cast.mood.urge = null;
      await barrier.open();
    }
    return { at, where };
  }

  async report(started: number): Promise<KillsReport> {
    const sorted = [...this.#recoveries].sort((a, b) => a - b);
    const imports = this.cast.importers.flatMap((importer) => importer.imports);
    const [row] = await this.arena.database.sql<
      Omit<KillsReport['written'], never> & { notifications: number }
    >(
      `SELECT (SELECT count(*)::int FROM product) AS products, (SELECT count(*)::int FROM need) AS needs,
              (SELECT count(*)::int FROM product_version) + (SELECT count(*)::int FROM need_version) AS changes,
              (SELECT count(*)::int FROM notification) AS notifications`,
    );
    const { notifications = 0, ...written } = row ?? { products: 0, needs: 0, changes: 0 };
    return {
      seed: this.options.seed,
      store: this.options.store,
      kills: sorted.length,
      killsByVictim: this.#byVictim,
      killsAtSteps: this.#atSteps,
      stepsMissed: this.#missed,
      recoveryMs: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 },
      falls: this.arena.falls,
      imports: imports.length,
      rowsImported: imports.reduce((sum, one) => sum + one.counted.rows, 0),
      written,
      matchesKept: this.#kept,
      notifications,
      drift: this.#drift,
      seconds: Math.round((Date.now() - started) / 1_000),
      findings: this.#findings,
    };
  }
}
