import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  BootError,
  type CsvEncoding,
  csvRows,
  isId,
  isProblem,
  newId,
  renderText,
  systemClock,
  toCsvLine,
} from '#libs/common';
import { loadConfig } from '#libs/config';
import { createDataSource, SYSTEM_SCOPE, type Transaction, UnitOfWork } from '#libs/database';
import { DEMAND_ENTITIES, NeedImport } from '#libs/demand';
import { OrganisationImport } from '#libs/identity';
import {
  counted,
  endRun,
  isFaultColumn,
  ImportEngine,
  type ImportFault,
  type ImportKind,
  ImportRun,
  ImportService,
  ImportTargets,
  INTAKE_ENTITIES,
  wakeImportWatchers,
} from '#libs/intake';
import { Batches, Outbox } from '#libs/messaging';
import { ProductImport } from '#libs/supply';
import { openKeptDatabase } from '../platform.js';

export interface ImportCommand {
  readonly kind: ImportKind;
  readonly file: string;
  readonly organisation?: string;
  readonly source?: string;
  readonly encoding: CsvEncoding;
  readonly publish: boolean;
  readonly faults?: string;
  readonly json: boolean;
}

/** Between two progress lines. */
const TELL_MS = 1_000;
/** Faults told one by one on the screen; the file of faults has all. */
const SHOWN_FAULTS = 20;

/**
 * `cli import`: imports a CSV file. Faulty rows are set aside, good ones go in. Works on DATABASE_WORKER_URL, or else on the embedded
 * database while `npm start` does not run; a worker then indexes and matches what came in. Run again after a crash, it changes only
 * what is not in yet.
 */
export async function importFile(command: ImportCommand): Promise<void> {
  const { size } = await stat(command.file).catch(() => {
    throw new BootError(`读不到文件 / cannot read ${command.file}`);
  });
  if (command.organisation !== undefined && !isId(command.organisation))
    throw new BootError('--organisation: 应为组织编号 / must be the id of an organisation');
  const config = loadConfig();
  const { workerUrl } = config.database;
  const database = workerUrl === null ? await openKeptDatabase({ config, say: () => undefined }) : null;
  try {
    await load(workerUrl ?? database?.urls.worker ?? '', command, size);
  } finally {
    await database?.stop();
  }
}

async function load(url: string, command: ImportCommand, size: number): Promise<void> {
  const dataSource = createDataSource({
    url,
    name: 'gonglian-cli',
    poolSize: 3,
    entities: [...INTAKE_ENTITIES, ...DEMAND_ENTITIES],
  });
  await dataSource.initialize();
  try {
    const session = new ImportSession(new UnitOfWork(dataSource), command, size);
    await session.run();
  } finally {
    await dataSource.destroy();
  }
}

class ImportSession {
  readonly #targets = new ImportTargets();
  readonly #batches: Batches;
  readonly #imports: ImportService;
  #toldAt = Date.now();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly command: ImportCommand,
    private readonly size: number,
  ) {
    const outbox = new Outbox();
    new ProductImport(this.#targets, outbox, systemClock).onModuleInit();
    new NeedImport(this.#targets, outbox, systemClock).onModuleInit();
    new OrganisationImport(this.#targets, systemClock).onModuleInit();
    this.#batches = new Batches(outbox, systemClock);
    this.#imports = new ImportService(unitOfWork, outbox, this.#targets, loadConfig(), systemClock);
  }

  async run(): Promise<void> {
    const { command } = this;
    const target = this.#targets.find(command.kind);
    if (target === null)
      throw new BootError(`--kind ${command.kind}: 尚不支持 / cannot be imported by this version`);
    if (target.needsSource && command.source === undefined)
      throw new BootError('--source: 请填写数据来源的名称 / name the source of the data');
    const run = await this.#record();
    const context = { importId: run.id, organisationId: run.targetOrganisationId, options: run.options };
    const bytes = counted(createReadStream(command.file));
    const end = await new ImportEngine(this.unitOfWork, this.#batches, systemClock).run({
      ...{ context, target, bytesDone: bytes.read, onBatch: () => this.#progress(run.id) },
      scope: { ...SYSTEM_SCOPE, organisationId: run.targetOrganisationId },
      source: csvRows(bytes.chunks, {
        columns: target.columns(context),
        encoding: run.options.encoding,
        isGuard: isFaultColumn,
      }),
    });
    if (end === 'elsewhere')
      process.stderr.write('  另一次运行已接手本文件 / another run has taken this file over\n');
    await this.#report(run.id);
  }

  async #record(): Promise<ImportRun> {
    const { command } = this;
    const now = systemClock.now();
    const run = Object.assign(new ImportRun(), {
      ...{ id: newId(), organisationId: null, startedBy: null, fileId: null, kind: command.kind },
      ...{
        fileName: [...basename(command.file)].slice(-200).join(''),
        bytesTotal: this.size,
        status: 'queued',
      },
      targetOrganisationId: command.organisation ?? null,
      options: {
        source: command.source ?? null,
        publish: command.publish,
        encoding: command.encoding,
      },
      ...{ createdAt: now, updatedAt: now },
    });
    await this.unitOfWork.run(SYSTEM_SCOPE, async (tx) => {
      const { organisation } = command;
      const known = await tx.query('SELECT 1 FROM organisation WHERE id = $1', [organisation ?? null]);
      if (organisation !== undefined && known.length === 0)
        throw new BootError(`没有此组织 / there is no organisation ${organisation}`);
      await this.#takeOver(tx, run);
      await tx.manager.insert(ImportRun, run);
    });
    return run;
  }

  /** An earlier run of this file that did not end is ended, and said so: its rows are in, and change nothing when they come again. */
  async #takeOver(tx: Transaction, { fileName, kind, bytesTotal, createdAt }: ImportRun): Promise<void> {
    const left = await tx.query<{ id: string; rows: number }>(
      `SELECT id, rows FROM import_run WHERE organisation_id IS NULL AND status IN ('queued', 'running')
          AND file_name = $1 AND kind = $2 AND bytes_total = $3 FOR UPDATE`,
      [fileName, kind, bytesTotal],
    );
    for (const { id, rows } of left) {
      await endRun(tx, this.#batches, id, {
        status: 'failed',
        now: createdAt,
        error: { code: 'INTERRUPTED' },
      });
      process.stderr.write(
        `  上次导入在 ${rows} 行后中断，本次补上其余 / the last import of this file stopped after ${rows} rows; this one brings in the rest\n`,
      );
    }
  }

  async #read(id: string): Promise<ImportRun> {
    return this.unitOfWork.read(SYSTEM_SCOPE, (tx) => tx.manager.findOneByOrFail(ImportRun, { id }));
  }

  /** On standard error, so that the report alone is on standard output. */
  async #progress(id: string): Promise<void> {
    if (Date.now() - this.#toldAt < TELL_MS) return;
    this.#toldAt = Date.now();
    const { rows, faulty, bytesDone } = await this.#read(id);
    const percent = Math.floor((100 * bytesDone) / Math.max(1, this.size));
    await wakeImportWatchers(this.unitOfWork, [id]);
    process.stderr.write(`  ${percent}%  ${rows} 行 / rows, ${faulty} 有误 / faulty\n`);
  }

  async #report(id: string): Promise<void> {
    await wakeImportWatchers(this.unitOfWork, [id]);
    const run = await this.#read(id);
    const error = this.#imports.errorOf(run);
    const shown: ImportFault[] = [];
    const file = this.command.faults === undefined ? null : createWriteStream(this.command.faults);
    file?.write('\ufeffrow,severity,column,code,message_zh,message_en\r\n');
    for await (const fault of this.#faults(id)) {
      if (shown.length < SHOWN_FAULTS) shown.push(fault);
      if (file === null && shown.length === SHOWN_FAULTS) break;
      file?.write(csvLine(fault));
    }
    if (file !== null) await once(file.end(), 'finish');
    const lines = this.command.json
      ? [JSON.stringify(forPrograms(run, error, shown))]
      : asLines(run, error, shown);
    lines.forEach((line) => console.log(line));
    if (run.status !== 'done') process.exitCode = 1;
  }

  async *#faults(id: string): AsyncGenerator<ImportFault> {
    let after: string | null = null;
    for (;;) {
      const page = await this.#imports.faults(SYSTEM_SCOPE, id, { first: 100, after });
      if (isProblem(page)) throw new Error(page.code);
      yield* page.items;
      const last = page.items.at(-1);
      if (!page.hasNext || last === undefined) return;
      after = Buffer.from(`id:${last.id}`).toString('base64url');
    }
  }
}

type RunError = ReturnType<ImportService['errorOf']>;

const messages = ({ text, params }: Pick<ImportFault, 'text' | 'params'>) => ({
  zh: renderText(text, 'zh', params),
  en: renderText(text, 'en', params),
});

function forPrograms(run: ImportRun, error: RunError, shown: readonly ImportFault[]) {
  const { id, kind, status, rows, added, changed, unchanged, faulty, warnings } = run;
  return {
    ...{ id, kind, status, rows, added, changed, unchanged, faulty, warnings },
    error: error === null ? null : { code: error.code, message: messages(error) },
    faults: shown.map(({ row, severity, column, code, text, params }) => ({
      ...{ row, severity, column, code },
      message: messages({ text, params }),
    })),
  };
}

function asLines(run: ImportRun, error: RunError, shown: readonly ImportFault[]): string[] {
  const { rows, added, changed, unchanged, faulty, warnings } = run;
  return [
    ...(error === null ? [] : [`失败 / failed: ${error.code} ${messages(error).zh} / ${messages(error).en}`]),
    `共 ${rows} 行：新增 ${added}，更新 ${changed}，未变 ${unchanged}，有误 ${faulty}，提醒 ${warnings} / ` +
      `${rows} rows: ${added} added, ${changed} changed, ${unchanged} unchanged, ${faulty} faulty, ${warnings} warnings`,
    ...shown.map((fault) => {
      const { zh, en } = messages(fault);
      return `  ${fault.row}:${fault.column} ${fault.code} ${zh} / ${en}`;
    }),
    ...(shown.length === SHOWN_FAULTS
      ? ['  … 其余用 --faults FILE 写入文件 / write all with --faults FILE']
      : []),
  ];
}

function csvLine(fault: ImportFault): string {
  const { zh, en } = messages(fault);
  return toCsvLine([String(fault.row), fault.severity, fault.column, fault.code, zh, en]);
}
