import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppError, newId, type SourceRow, systemClock } from '#libs/common';
import { type AppConfig } from '#libs/config';
import { SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { IdentityService } from '#libs/identity';
import { ImportEngine, type ImportKind, ImportRun, ImportTargets } from '#libs/intake';
import { Batches, type JobKind, Outbox, type VersionedId } from '#libs/messaging';
import { createLogger, NestLogger } from '#libs/observability';
import { coreModules, type CoreOptions } from '../../core.js';

@Module({})
class WorkbenchModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: WorkbenchModule, imports: coreModules(options) };
  }
}

/** Of the command itself, beside API and worker. */
const POOL_SIZE = 4;
const LOOK_MS = 100;
const TELL_MS = 2_000;
/** Without any change for so long, the background is stuck. */
const STUCK_MS = 180_000;

/** Kinds that follow from changes. What comes by the clock is not waited for. */
const FOLLOWING: readonly JobKind[] = [
  ...(['search.apply', 'search.organisation', 'match.need', 'match.product'] as const),
  ...(['notification.deliver', 'stats.rebuild'] as const),
];

/** What the background has left to do, and what it has done. */
interface Left {
  readonly open: number;
  readonly failed: number;
  readonly error: string | null;
  readonly documents: number;
  readonly runs: number;
}

/** Rows for the import service. */
export interface Load {
  readonly kind: ImportKind;
  /** For people; a name of the file or of the step. */
  readonly name: string;
  readonly source: string;
  readonly rows: AsyncIterable<SourceRow>;
}

/** What came of an import. */
export interface Loaded {
  readonly importId: string;
  readonly rows: number;
  readonly added: number;
  readonly faulty: number;
  /** From its start to its last committed row. */
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly setAside: Readonly<Record<string, number>>;
}

export interface Person {
  readonly organisationId: string;
  readonly email: string;
  readonly password: string;
  readonly role: 'soe_buyer' | 'sme_admin';
}

/** What measuring does as the platform itself, over the services of every process and under the worker's role. */
export class Workbench {
  private constructor(
    private readonly app: { close(): Promise<void> },
    readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly batches: Batches,
    private readonly targets: ImportTargets,
    private readonly identity: IdentityService,
    private readonly signal: AbortSignal,
  ) {}

  /** @param signal stops imports and waits */
  static async open(config: AppConfig, workerUrl: string, signal: AbortSignal): Promise<Workbench> {
    const logger = createLogger('measure', 'warn');
    const app = await NestFactory.createApplicationContext(
      WorkbenchModule.forRoot({
        config: { ...config, database: { ...config.database, poolSize: POOL_SIZE } },
        ...{ logger, databaseUrl: workerUrl, name: 'gonglian-measure' },
      }),
      { logger: new NestLogger(logger), abortOnError: false },
    );
    return new Workbench(
      ...([app, app.get(UnitOfWork), app.get(Outbox), app.get(Batches)] as const),
      ...([app.get(ImportTargets), app.get(IdentityService), signal] as const),
    );
  }

  close(): Promise<void> {
    return this.app.close();
  }

  system<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.unitOfWork.run(SYSTEM_SCOPE, work);
  }

  /** Rows of a statement of the system, read only. */
  query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.unitOfWork.read(SYSTEM_SCOPE, (tx) => tx.query<Row>(sql, parameters));
  }

  /** Imports and publishes the rows, as `cli import` does, in this process. @throws AppError when it did not come to its end */
  async load({ kind, name, source, rows }: Load): Promise<Loaded> {
    const target = this.targets.find(kind);
    if (target === null) throw new Error(`No import target for ${kind}`);
    const run = newRun(kind, name, source);
    await this.system((tx) => tx.manager.insert(ImportRun, run));
    const tell = this.#teller();
    const began = performance.now();
    let [done, last] = [0, began];
    const counted = async function* () {
      for await (const row of rows) {
        done += 1;
        yield row;
      }
    };
    const end = await new ImportEngine(this.unitOfWork, this.batches, systemClock).run({
      context: { importId: run.id, organisationId: null, options: run.options },
      ...{ target, scope: SYSTEM_SCOPE, source: counted(), bytesDone: () => 0 },
      stopping: () => this.signal.aborted,
      onBatch: () => {
        last = performance.now();
        tell(`${name}: ${done} 行 / rows, ${Math.round((done * 1_000) / (last - began))}/s`);
      },
    });
    this.signal.throwIfAborted();
    if (end !== 'done') throw failed(`${name}: ${end}`);
    return this.#outcome(run.id, (performance.now() - began) / 1_000);
  }

  /**
   * Waits until nothing that follows from changes is left to do.
   * @param summaries those of bulk runs too, which look only every few seconds whether their time has come
   * @throws AppError when a job failed, or nothing moves any more
   */
  async settle(what: string, summaries = false): Promise<void> {
    const tell = this.#teller();
    let [before, movedAt] = ['', performance.now()];
    for (;;) {
      this.signal.throwIfAborted();
      const left = await this.#left(summaries ? [...FOLLOWING, 'batch.summarise'] : FOLLOWING);
      if (left.failed > 0) throw failed(`${what}: ${left.failed} failed, ${left.error ?? ''}`);
      if (left.open === 0) return;
      const now = `${left.open}/${left.documents}/${left.runs}`;
      if (now !== before) [before, movedAt] = [now, performance.now()];
      if (performance.now() - movedAt > STUCK_MS) throw failed(`${what}: ${left.open} left`);
      tell(
        `${what}: ${left.documents} 条已索引 / indexed, ${left.runs} 次匹配 / runs, ${left.open} 项任务 / jobs left`,
      );
      await sleep(LOOK_MS, undefined, { signal: this.signal });
    }
  }

  /** Asks for a new statistics snapshot, as the schedule does every ten minutes. */
  async rebuildStats(): Promise<void> {
    await this.system((tx) => this.outbox.add(tx, { kind: 'stats.rebuild', cause: 'measure', payload: {} }));
    await this.settle('统计 / statistics');
  }

  /** Matches these published products against the open needs, in one job. @returns seconds until it was done */
  async matchProducts(items: readonly VersionedId[]): Promise<number> {
    const began = performance.now();
    const payload = { items, cause: 'requested' as const };
    const id = await this.system((tx) =>
      this.outbox.add(tx, { kind: 'match.product', cause: 'requested', payload }),
    );
    for (;;) {
      this.signal.throwIfAborted();
      const [row] = await this.query<{ status: string }>('SELECT status FROM outbox WHERE id = $1', [id]);
      if (row?.status === 'done') return (performance.now() - began) / 1_000;
      if (row?.status === 'failed') throw failed('match.product');
      await sleep(5);
    }
  }

  /** A person of an organisation, who can sign in. */
  async addPerson({ organisationId, email, password, role }: Person): Promise<void> {
    await this.identity.createMember({ organisationId, email, password, role, name: email });
  }

  async addOrganisation(kind: 'soe' | 'sme', name: string): Promise<string> {
    return (await this.identity.createOrganisation(kind, name)).id;
  }

  async #left(kinds: readonly JobKind[]): Promise<Left> {
    const [row] = await this.query<Left>(
      `SELECT count(*) FILTER (WHERE status IN ('pending', 'sent'))::int AS open,
              count(*) FILTER (WHERE status = 'failed')::int AS failed, max(last_error) FILTER (WHERE status = 'failed') AS error,
              (SELECT count(*)::int FROM search_document) AS documents,
              (SELECT count(*)::int FROM match_run WHERE state = 'finished') AS runs
         FROM outbox WHERE kind = ANY ($1) AND status <> 'done'`,
      [kinds],
    );
    return row ?? { open: 0, failed: 0, error: null, documents: 0, runs: 0 };
  }

  async #outcome(importId: string, seconds: number): Promise<Loaded> {
    const run = await this.unitOfWork.read(SYSTEM_SCOPE, (tx) =>
      tx.manager.findOneByOrFail(ImportRun, { id: importId }),
    );
    const faults = await this.query<{ code: string; rows: number }>(
      `SELECT code, count(DISTINCT row_number)::int AS rows FROM import_fault
        WHERE import_id = $1 AND severity = 'fault' GROUP BY code ORDER BY rows DESC, code`,
      [importId],
    );
    const { rows, added, faulty } = run;
    return {
      ...{ importId, rows, added, faulty, seconds, rowsPerSecond: rows / Math.max(seconds, 0.001) },
      setAside: Object.fromEntries(faults.map(({ code, rows: count }) => [code, count])),
    };
  }

  /** Progress on standard error, so that a report alone is on standard output. */
  #teller(): (line: string) => void {
    let toldAt = performance.now();
    return (line) => {
      if (performance.now() - toldAt < TELL_MS) return;
      toldAt = performance.now();
      process.stderr.write(`  ${line}\n`);
    };
  }
}

function newRun(kind: ImportKind, name: string, source: string): ImportRun {
  const now = systemClock.now();
  return Object.assign(new ImportRun(), {
    ...{ id: newId(), organisationId: null, startedBy: null, targetOrganisationId: null, fileId: null },
    ...{ kind, fileName: name, bytesTotal: 0, status: 'queued', checkpoint: 0 },
    options: { source, publish: true, encoding: 'utf-8' },
    ...{ createdAt: now, updatedAt: now },
  });
}

const failed = (detail: string) =>
  new AppError(
    'MEASURE_FAILED',
    { zh: '测量未能完成：{detail}', en: 'The measurement did not come to its end: {detail}' },
    { detail },
  );
