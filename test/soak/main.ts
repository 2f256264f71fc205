import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { messageOf } from '#libs/common';
import { type Arena, type StoreName } from './arena.js';
import { soakKills } from './kills.js';
import { type Engine, ENGINES, soakOutages } from './outages.js';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('应为正整数 / must be a positive whole number');
  return Number(text);
};

interface Flags {
  readonly seed?: number;
  readonly json?: string;
  readonly products: number;
  readonly needs: number;
}
interface KillsFlags extends Flags {
  readonly round: number;
  readonly store: StoreName;
}
interface OutagesFlags extends Flags {
  readonly store: Engine;
  readonly seconds: number;
  readonly kinds?: readonly string[];
}

/** Lets Ctrl-C and SIGTERM end everything, in order, before this process. */
function closeOnSignal(): (arena: Arena) => void {
  let open: Arena | null = null;
  let asked = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      if (asked) return;
      asked = true;
      console.error('正在停止 / stopping …');
      void (open?.close() ?? Promise.resolve()).catch(() => undefined).finally(() => process.exit(code));
    });
  }
  return (arena) => {
    open = arena;
    // Asked while it was being opened.
    if (asked) void arena.close();
  };
}

/** What every long test needs. */
function common({ seed, products, needs }: Flags) {
  const started = Date.now();
  return {
    ...{ seed: seed ?? started % 1_000_000, products, needs, onOpen: closeOnSignal() },
    say: (line: string) => console.error(`[${((Date.now() - started) / 1_000).toFixed(1)} s] ${line}`),
  };
}

async function tell(report: { readonly findings: readonly string[] }, json?: string): Promise<void> {
  const text = JSON.stringify(report, null, 2);
  console.log(text);
  if (json !== undefined) await writeFile(json, `${text}\n`);
  if (report.findings.length > 0) process.exitCode = 1;
}

async function kills(count: number, flags: KillsFlags): Promise<void> {
  const { round: perRound, store } = flags;
  await tell(await soakKills({ ...common(flags), kills: count, perRound, store }), flags.json);
}

async function outages(flags: OutagesFlags): Promise<void> {
  const { store: engine, seconds, kinds } = flags;
  const chosen = kinds === undefined ? {} : { kinds };
  await tell(
    await soakOutages({ ...common(flags), engine, seconds, checkEach: true, ...chosen }),
    flags.json,
  );
}

const program = new Command('soak').description('long tests of the whole platform, on throw-away data');
program
  .command('kills')
  .description(
    'kills worker, API, PostgreSQL and job store under a running import; checks that nothing is lost and nothing doubled',
  )
  .argument('[count]', 'how many kills', wholeNumber, 200)
  .addOption(
    new Option('--store <store>', 'where jobs are kept').choices(['postgres', 'redis']).default('postgres'),
  )
  .option('--seed <seed>', 'repeats the plan of an earlier run', wholeNumber)
  .option('--products <rows>', 'rows of each of the two product files', wholeNumber, 1_100)
  .option('--needs <rows>', 'rows of the file of needs', wholeNumber, 24)
  .option('--round <kills>', 'kills between two checks of the whole state', wholeNumber, 10)
  .option('--json <file>', 'writes the figures there too')
  .action(kills);
program
  .command('outages')
  .description(
    'takes Redis away in every way (killed, emptied, hung, full, wiped) under running imports; checks that the API answers, the worker says so, all heals, nothing is lost and nothing doubled',
  )
  .addOption(
    new Option('--store <store>', 'the job store that is taken away').choices(ENGINES).default('redis'),
  )
  .option('--seconds <seconds>', 'how long each outage lasts', wholeNumber, 600)
  .option('--kinds <kinds>', 'only these, with commas between', (text) => text.split(','))
  .option('--seed <seed>', 'repeats an earlier run', wholeNumber)
  .option('--products <rows>', 'rows of each of the two product files', wholeNumber, 1_100)
  .option('--needs <rows>', 'rows of the file of needs', wholeNumber, 24)
  .option('--json <file>', 'writes the figures there too')
  .action(outages);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? messageOf(error)) : String(error));
  process.exitCode = 1;
}
