import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { findChromium } from './servers/chromium.js';

type Members = Readonly<Record<string, unknown>>;

/** A page in a real browser, driven over Chrome's DevTools protocol. */
export class Page {
  /** What the page complained of: errors, refused loads, violations of its policy. */
  readonly complaints: string[] = [];

  constructor(private readonly send: (method: string, params?: Members) => Promise<Members>) {}

  async open(url: string): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log']) await this.send(`${domain}.enable`);
    await this.resize(1280);
    await this.send('Page.navigate', { url });
  }

  /** Gives the window another width in CSS pixels. */
  async resize(width: number): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  /** Presses a key where the focus is, as a person does: `Tab`, or a space. */
  async press(key: 'Tab' | ' '): Promise<void> {
    const code =
      key === 'Tab'
        ? { code: 'Tab', windowsVirtualKeyCode: 9 }
        : { code: 'Space', windowsVirtualKeyCode: 32 };
    await this.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      key,
      ...code,
      ...(key === ' ' && { text: key }),
    });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key, ...code });
  }

  hear(method: string, params: Members): void {
    if (method === 'Runtime.exceptionThrown')
      this.complaints.push(JSON.stringify(params['exceptionDetails']));
    if (method === 'Log.entryAdded') {
      const { level, text } = params['entry'] as { level: string; text: string };
      if (level === 'error') this.complaints.push(text);
    }
  }

  /** What the expression comes to inside the page; promises are awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (answer['exceptionDetails']) throw new Error(JSON.stringify(answer['exceptionDetails']));
    return (answer['result'] as { value: T }).value;
  }

  /** Waits until the expression is true. @throws Error after `timeoutMs` */
  async until(expression: string, timeoutMs = 15_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > end) throw new Error(`The page never came to: ${expression}`);
      await pause(50);
    }
  }

  /** A PNG of what a person sees. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data as string, 'base64');
  }
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts Chromium without a screen; DevTools come over a pipe, so no port is opened. */
export async function startBrowser(): Promise<Browser> {
  const chromium = await findChromium();
  const profile = await mkdtemp(join(tmpdir(), 'keelson-browser-'));
  const child = spawn(
    chromium.executable,
    [...chromium.arguments, '--remote-debugging-pipe', '--no-first-run', `--user-data-dir=${profile}`],
    {
      env: { ...process.env, ...chromium.environment },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const connection = new Connection(child);
  return {
    async newPage() {
      const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
      const page = new Page((method, params) => connection.send(method, params, sessionId as string));
      connection.listeners.set(sessionId as string, (method, params) => page.hear(method, params));
      return page;
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      if (child.exitCode === null) await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Members;
  readonly result?: Members;
  readonly error?: { readonly message: string };
}

class Connection {
  readonly listeners = new Map<string, (method: string, params: Members) => void>();
  private readonly waiting = new Map<
    number,
    { resolve: (value: Members) => void; reject: (error: Error) => void }
  >();
  private readonly to: Writable;
  private last = 0;

  constructor(child: ChildProcess) {
    this.to = child.stdio[3] as Writable;
    let rest = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.receive(JSON.parse(part) as Message);
    });
    child.once('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('The browser has ended.'));
      this.waiting.clear();
    });
  }

  send(method: string, params: Members = {}, sessionId?: string): Promise<Members> {
    const id = (this.last += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.to.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  }

  private receive({ id, sessionId, method, params, result, error }: Message): void {
    if (method && sessionId) this.listeners.get(sessionId)?.(method, params ?? {});
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (id === undefined || !waiting) return;
    this.waiting.delete(id);
    if (error) waiting.reject(new Error(error.message));
    else waiting.resolve(result ?? {});
  }
}
