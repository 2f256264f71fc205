import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { messageOf } from '#libs/common';
import { type Arena } from './arena.js';
import { soakKills } from './kills.js';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('应为正整数 / must be a positive whole number');
  return Number(text);
};

interface KillsFlags {
  readonly seed?: number;
  readonly json?: string;
  readonly products: number;
  readonly needs: number;
  readonly round: number;
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

async function kills(count: number, flags: KillsFlags): Promise<void> {
  const started = Date.now();
  const report = await soakKills({
    kills: count,
    seed: flags.seed ?? started % 1_000_000,
    products: flags.products,
    needs: flags.needs,
    perRound: flags.round,
    say: (line) => console.error(`[${((Date.now() - started) / 1_000).toFixed(1)} s] ${line}`),
    onOpen: closeOnSignal(),
  });
  const text = JSON.stringify(report, null, 2);
  console.log(text);
  if (flags.json !== undefined) await writeFile(flags.json, `${text}\n`);
  if (report.findings.length > 0) process.exitCode = 1;
}

const program = new Command('soak').description('long tests of the whole platform, on throw-away data');
program
  .command('kills')
  .description(
    'kills worker, API, PostgreSQL and job store under a running import; checks that nothing is lost and nothing doubled',
  )
  .argument('[count]', 'how many kills', wholeNumber, 200)
  .option('--seed <seed>', 'repeats the plan of an earlier run', wholeNumber)
  .option('--products <rows>', 'rows of each of the two product files', wholeNumber, 1_100)
  .option('--needs <rows>', 'rows of the file of needs', wholeNumber, 24)
  .option('--round <kills>', 'kills between two checks of the whole state', wholeNumber, 10)
  .option('--json <file>', 'writes the figures there too')
  .action(kills);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? messageOf(error)) : String(error));
  process.exitCode = 1;
}
