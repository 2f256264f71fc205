import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** A failure that is told in one line, without a stack. */
export class Failure extends Error {}

/** A line of progress. On stderr, because what a command reports on stdout may be JSON for a program. */
export function say(line) {
  process.stderr.write(`[gonglian] ${line}\n`);
}

/** Exit code of an ended child, as a shell would give it. */
export function exitCode(code, signal) {
  return signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a program to its end and keeps what it prints.
 * @param {(child: import('node:child_process').ChildProcess) => void} onStart is called when it runs
 * @returns {Promise<{ code: number, output: string }>} never rejects; 127 when it cannot be run
 */
export function capture(command, args, options, onStart = () => undefined) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('spawn', () => onStart(child));
    child.on('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal), output }));
  });
}

/**
 * Runs a program in our place: with our input and output, and with the signals that we get.
 * @returns {Promise<number>} its exit code
 */
export function become(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    const terminal = Boolean(process.stdin.isTTY ?? process.stdout.isTTY);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      // A terminal sends its own two to the child as well, and a second Ctrl-C would mean "at once".
      process.on(signal, () => (terminal && signal !== 'SIGTERM' ? undefined : child.kill(signal)));
    }
    child.on('error', (error) => {
      say(error.message);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(exitCode(code, signal)));
  });
}
