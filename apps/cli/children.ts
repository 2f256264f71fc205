import { type ChildProcess, fork } from 'node:child_process';
import { BootError, messageOf } from '#libs/common';
import { childEnvironment } from '#libs/config';

const READY_MS = 60_000;
const RESTART_MS = 1_000;
const STOP_MS = 20_000;

/** A server process of ours (API or worker) that is started again when it falls over, until it is stopped. */
export class Child {
  #process: ChildProcess | null = null;
  #url = '';
  #stopping = false;

  /**
   * @param name for people
   * @param script path of its compiled main file
   * @param environment added to ours
   * @param say told when it falls over
   */
  constructor(
    private readonly name: string,
    private readonly script: string,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly say: (line: string) => void,
  ) {}

  /** Where it listens; changes when it was started again on another free port. */
  get url(): string {
    return this.#url;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Starts it and waits until it is ready. @throws BootError with the last thing it said when it cannot start */
  async start(): Promise<void> {
    const child = fork(this.script, [], {
      env: childEnvironment(this.environment),
      execArgv: ['--enable-source-maps'],
      // A group of its own: Ctrl-C reaches the supervisor only, which stops everything in order.
      detached: true,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#process = child;
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-4_000);
      if (this.#url !== '') process.stderr.write(chunk);
    });
    this.#url = await this.#ready(child, () => said.trim());
    child.removeAllListeners('exit');
    child.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code ?? '?'}`));
    child.on('error', (error) => this.say(`${this.name}: ${messageOf(error)}`));
  }

  #ready(child: ChildProcess, said: () => string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new BootError(said() === '' ? `${this.name}: ${why}` : said()));
      timer = setTimeout(() => fail(`not ready within ${READY_MS / 1_000} s`), READY_MS);
      child.once('error', (error) => fail(messageOf(error)));
      child.once('exit', (code, signal) =>
        fail(`ended while starting (${signal ?? `exit code ${code ?? '?'}`})`),
      );
      child.once('message', (message) => resolve((message as { ready: string }).ready));
    }).finally(() => clearTimeout(timer));
  }

  /** Asks it to stop in order; kills it when it does not within {@link STOP_MS}. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  #ended(how: string): void {
    if (this.#stopping) return;
    this.say(`${this.name} 意外退出，正在重启 / ended unexpectedly (${how}); it is started again`);
    setTimeout(() => {
      if (this.#stopping) return;
      this.start().catch((error: unknown) => {
        this.say(messageOf(error));
        this.#ended('start failed');
      });
    }, RESTART_MS);
  }
}
