import 'reflect-metadata';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { AppError, BootError, CSV_ENCODINGS } from '#libs/common';
import { IMPORT_KINDS as FILE_KINDS } from '#libs/intake';
import { IMPORT_KINDS } from '#libs/reference';
import { join } from 'node:path';
import { writeSchemaFile } from '../api/schema-file.js';
import { bench } from './commands/bench.js';
import { benchQueueCommand } from './commands/bench-queue.js';
import { demo } from './commands/demo.js';
import { importFile } from './commands/import.js';
import { migrate, redrive } from './commands/operate.js';
import { real } from './commands/real.js';
import { reindex } from './commands/reindex.js';
import { reconcile } from './commands/reconcile.js';
import { importReference } from './commands/reference.js';
import { SEARCH_KEY_VERBS, searchKeys } from './commands/search-keys.js';
import { start } from './commands/start.js';
import { CHECKOUT } from './platform.js';

const program = new Command('gonglian').description(
  'Gonglian (共链): links SOEs and SMEs along industrial chains',
);

program.command('start').description('the whole platform on this machine, until Ctrl-C').action(start);
program
  .command('demo')
  .description('tells the story on throw-away data and ends')
  .option('--json', 'print it for a program', false)
  .action(demo);
program.command('migrate').description('roles and schema of an own PostgreSQL server').action(migrate);
program
  .command('schema')
  .description('writes schema.graphql from the resolvers')
  .action(() => writeSchemaFile(join(CHECKOUT, 'schema.graphql')));
program
  .command('reference')
  .description('tables of codes: regions, GB/T 4754, chains')
  .command('import')
  .description('loads a table from a CSV file (UTF-8 or GB18030); see README.md for its columns')
  .addOption(
    new Option('--kind <kind>', 'what the file holds').choices(IMPORT_KINDS).makeOptionMandatory(true),
  )
  .requiredOption('--file <file>', 'the file')
  .option('--json', 'print the report for a program', false)
  .action(importReference);
program
  .command('import')
  .description('imports products, organisations or needs from a CSV file; see README.md for the columns')
  .addOption(new Option('--kind <kind>', 'what the file holds').choices(FILE_KINDS).makeOptionMandatory(true))
  .requiredOption('--file <file>', 'the file')
  .option('--organisation <id>', 'whose rows they are; without it each row names its organisation')
  .option('--source <name>', 'name of the source whose keys the file uses')
  .addOption(new Option('--encoding <encoding>', 'of the file').choices(CSV_ENCODINGS).default('auto'))
  .option('--publish', 'publish products and needs whose row does not say', false)
  .option('--faults <file>', 'write what was set aside to this file, as CSV')
  .option('--json', 'print the report for a program', false)
  .action(importFile);
const outsideData = () => new Option('--data <dir>', 'folder of the outside data').env('GONGLIAN_DATA');
const jsonFile = () =>
  new Option('--json <file>', 'write the report for a program; - for standard output only');
const wholeNumber = (text: string) => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number above zero');
};
program
  .command('real')
  .description(
    'imports real catalogues and notices into a throw-away platform, matches every need and reports',
  )
  .addOption(outsideData())
  .addOption(jsonFile())
  .addOption(
    new Option('--rows <count>', 'at most so many rows').argParser(wholeNumber).default(Infinity, 'all'),
  )
  .action(real);
const benchCommand = program
  .command('bench')
  .description('measures import, search, matching and starts on throw-away data at two sizes')
  .addOption(outsideData())
  .addOption(jsonFile())
  .addOption(
    new Option('--rows <count>', 'at most so many rows of each file')
      .argParser(wholeNumber)
      .default(Infinity, 'all'),
  )
  .addOption(new Option('--needs <count>', 'so many needs').argParser(wholeNumber).default(400))
  .action(bench);
benchCommand
  .command('queue')
  .description(
    'measures jobs a second on both queue backends, on a throw-away database and a throw-away Redis',
  )
  .addOption(jsonFile())
  .addOption(new Option('--jobs <count>', 'of each measurement').argParser(wholeNumber).default(4_000))
  .addOption(new Option('--rounds <count>', 'their median counts').argParser(wholeNumber).default(3))
  .action((_own: unknown, command: Command) => benchQueueCommand(command.optsWithGlobals()));
program
  .command('reindex')
  .description('builds the search indexes anew while search goes on: in Meilisearch where it is set up')
  .option('--table', 'the search table in PostgreSQL too, by the worker', false)
  .option('--stale', 'only what an older segmentation, dictionary or reference table made', false)
  .action(reindex);
program
  .command('search-keys')
  .description('keys to Meilisearch with the least rights; reads the master key from MEILI_MASTER_KEY')
  .addArgument(new Argument('<verb>', 'what to do').choices(SEARCH_KEY_VERBS))
  .addOption(
    new Option('--days <count>', 'how long new keys are good for').argParser(wholeNumber).default(365),
  )
  .option('--finish', 'of rotate: delete the older keys, once every process has the new ones', false)
  .option('--json', 'print it for a program', false)
  .action(searchKeys);
program
  .command('reconcile')
  .description('compares what is published with the search index, and has the worker mend what drifted')
  .option('--check', 'only report; exit code 1 when there is drift', false)
  .option('--json', 'print the report for a program', false)
  .action(reconcile);
program.command('redrive').description('sets failed jobs back to work').action(redrive);

try {
  await program.parseAsync();
} catch (error) {
  // Faults that people can mend are one clear text; anything else keeps its stack.
  const known = error instanceof BootError || error instanceof AppError;
  process.stderr.write(`${known ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}
