/**
 * A Firefox without a window, spoken to by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/): Playwright drives only a Firefox
 * of its own making. No more of the protocol than these tests need.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: LogEntry;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface LogEntry {
  readonly level: string;
  readonly text: string | null;
}

/** What `script.evaluate` answers. */
interface Evaluated {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

interface Settle {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

export class Firefox {
  /** Errors on the page's console, and those that nobody has caught. */
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Settle>();
  #context = '';
  #commands = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(JSON.parse(String(data))));
  }

  /** Starts one, with an empty profile and a page of its own. */
  static async start(path: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'vanishing-point-firefox-'));
    const process = spawn(
      path,
      ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const address = await addressOf(process);
    const socket = new WebSocket(`${address}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(process, profile, socket);
    await firefox.#command('session.new', { capabilities: {} });
    await firefox.#command('session.subscribe', { events: ['log.entryAdded'] });
    const made = (await firefox.#command('browsingContext.create', { type: 'tab' })) as { context: string };
    firefox.#context = made.context;
    return firefox;
  }

  async goto(url: string): Promise<void> {
    await this.#command('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** What an expression comes to in the page, a promise of it waited for: text or nothing. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = (await this.#command('script.evaluate', {
      ...{ expression, awaitPromise: true },
      target: { context: this.#context },
    })) as Evaluated;
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
    return answer.result?.value;
  }

  async close(): Promise<void> {
    this.#socket.terminate();
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL');
      await once(this.#process, 'exit');
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #command(method: string, params: object): Promise<unknown> {
    const id = ++this.#commands;
    const answered = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answered;
  }

  #hear({ id, method, params, result, error, message }: Answer): void {
    if (method === 'log.entryAdded' && params?.level === 'error') this.complaints.push(params.text ?? '');
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || !waiting) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(`${error}: ${message}`));
  }
}

/** Where a Firefox listens, as it says by itself. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('Firefox has nowhere to say where it listens.');
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    said.push(line);
    const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
    if (address) {
      stderr.resume();
      return address;
    }
  }
  throw new Error(`Firefox ended before it listened: ${said.join('\n')}`);
}
