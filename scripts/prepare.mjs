import { cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, Failure, say } from './child.mjs';
import { takeLock } from './lock.mjs';
import { requireNode } from './node-version.mjs';
import { installStamp, isInstalled, outputOf, readJson, sourceStamp } from './stamps.mjs';

/** Root of the checkout. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const MODULES = join(ROOT, 'node_modules');
const MODULES_STAMP = join(MODULES, '.gonglian-stamp');
const DIST = join(ROOT, 'dist');
const DIST_STAMP = join(DIST, '.stamp');
const TAIL_LINES = 40;

/**
 * NODE_ENV=production or omit=… of the caller must not leave out the compiler, Jest or PostgreSQL's programs, nor may
 * `npm --silent` swallow why an installation failed.
 */
const NPM_FLAGS = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=notice'];

/**
 * Brings a checkout, perhaps a fresh one, to where its commands can run: installs what package-lock.json asks for and
 * compiles the sources, each only when something has changed. Two commands side by side take turns.
 * Ends the process with code 1 and one clear line when that fails.
 * @param {{ build: boolean }} options whether dist/ is wanted
 */
export async function prepare({ build }) {
  requireNode();
  try {
    if (isReady(build)) return;
    const lock = await takeLock(join(ROOT, '.data', 'prepare.lock'), (owner) =>
      say(
        `另一条命令正在安装或编译，等待其完成… / waiting for another command (pid ${owner.split('-')[0]}) that installs or builds`,
      ),
    );
    const unhook = releaseOnSignal(lock);
    try {
      if (!modulesReady()) await install(lock);
      if (build && !distReady(sourceStamp(ROOT))) await compile(lock);
    } finally {
      unhook();
      lock.release();
    }
  } catch (error) {
    say(error instanceof Failure ? error.message : `准备失败 / preparation failed: ${error.stack}`);
    process.exit(1);
  }
}

function isReady(build) {
  return modulesReady() && (!build || distReady(sourceStamp(ROOT)));
}

function modulesReady() {
  return readJson(MODULES_STAMP)?.hash === installStamp(ROOT);
}

function distReady(stamp) {
  return (
    readJson(DIST_STAMP)?.hash === stamp.hash &&
    stamp.files.every((file) => existsSync(join(ROOT, outputOf(file))))
  );
}

async function install(lock) {
  if (
    isInstalled(
      readJson(join(ROOT, 'package-lock.json')) ?? {},
      readJson(join(MODULES, '.package-lock.json')),
    )
  ) {
    return writeStamp(MODULES_STAMP, { hash: installStamp(ROOT) });
  }
  const [npm, ...npmArgs] = findNpm();
  const shell = npm.endsWith('.cmd');
  const version = await capture(npm, [...npmArgs, '--version'], { cwd: ROOT, shell });
  if (version.code !== 0)
    throw new Failure(
      '找不到 npm，请安装带有 npm 的 Node.js / npm is not found: install a Node.js that brings it',
    );
  say('正在安装依赖，首次约需一分钟… / installing dependencies, about a minute the first time (npm ci)');
  const started = Date.now();
  const run = (...args) =>
    capture(npm, [...npmArgs, ...args, ...NPM_FLAGS], { cwd: ROOT, shell }, (child) => lock.share(child.pid));
  let result = await run('ci');
  if (result.code !== 0 && result.output.includes('code EUSAGE')) {
    say(
      'package-lock.json 不完整，改用 npm install / package-lock.json is incomplete for this npm: trying npm install',
    );
    result = await run('install', '--no-save');
  }
  if (result.code !== 0) throw failed(result, '依赖安装失败 / installing the dependencies failed (npm ci)');
  writeStamp(MODULES_STAMP, { hash: installStamp(ROOT) });
  say(`依赖安装完成 / dependencies installed in ${seconds(started)} s`);
}

async function compile(lock) {
  const stamp = sourceStamp(ROOT);
  const before = readJson(DIST_STAMP);
  const now = new Set(stamp.files);
  // What was compiled from a file that is gone would still be found and loaded. Without a stamp nothing is known.
  const clean = !before?.files?.every((file) => now.has(file) && existsSync(join(ROOT, outputOf(file))));
  rmSync(clean ? DIST : DIST_STAMP, { recursive: true, force: true });
  say('正在编译… / building (tsc)');
  const started = Date.now();
  const tsc = join(MODULES, 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(ROOT, 'tsconfig.build.json')];
  const result = await capture(process.execPath, args, { cwd: ROOT }, (child) => lock.share(child.pid));
  if (result.code !== 0) throw failed(result, '编译失败 / the build failed (tsc)');
  for (const file of stamp.files.filter((one) => !one.endsWith('.ts'))) {
    mkdirSync(dirname(join(DIST, file)), { recursive: true });
    cpSync(join(ROOT, file), join(DIST, file));
  }
  // The stamp is of what was read before tsc read it: a file changed meanwhile is compiled again next time.
  writeStamp(DIST_STAMP, stamp);
  say(`编译完成 / built in ${seconds(started)} s`);
}

/** npm as the program that runs us, as the one beside our Node, or as the shell would find it. */
function findNpm() {
  const bin = dirname(realpathSync(process.execPath));
  const candidates = [
    process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : '',
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((path) => path && existsSync(path));
  if (script) return [process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function failed({ code, output }, line) {
  process.stderr.write(`${output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')}\n`);
  return new Failure(`${line}: exit code ${code}`);
}

function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(stamp));
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

/** A signal ends a process without its `finally`. A child gets it from the terminal too, or keeps the lock to its end. */
function releaseOnSignal(lock) {
  const handlers = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ].map(([signal, code]) => [signal, () => (lock.leave(), process.exit(code))]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await prepare({ build: !process.argv.includes('--no-build') });
}
