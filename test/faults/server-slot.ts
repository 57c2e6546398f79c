import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { launchKeelson, type Ending, type KeelsonProcess } from '../support/keelson-process.js';

export type Role = 'all' | 'api' | 'worker';

const entry = fileURLToPath(new URL('./server.mjs', import.meta.url));

/** How one life of a process is made. */
export interface Life {
  /** `<point>:<nth>`: where it kills itself. */
  readonly fault?: string;
  /** Milliseconds by which its clock is wrong. */
  readonly clockMs?: number;
}

/** A process under way. */
export interface Begun {
  /** Whether it came to listen. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<Ending>;
}

/** A place in the installation for a process that comes and goes, under one address. */
export class ServerSlot {
  private process: KeelsonProcess | null = null;
  /** The process that is there now, if there is one. */
  current: Begun | null = null;
  listens = false;
  /** What its processes have said, newest last; of each the end. */
  readonly log: string[] = [];

  constructor(
    readonly role: Role,
    private readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** Of the process that is there now. */
  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts a process; resolves with its end, which may come before it listens. */
  begin({ fault, clockMs }: Life = {}): Begun {
    const started = launchKeelson({
      // A planted bug changes the files one by one.
      ...(this.settings['LEDGER_MUTATIONS'] && { entry }),
      environment: {
        ...this.settings,
        PORT: String(this.port),
        ROLE: this.role,
        ...(fault && { KEELSON_FAULT: fault }),
        ...(clockMs && { LEDGER_CLOCK_MS: String(clockMs) }),
      },
    });
    this.process = started;
    const ended = started.ended.then((ending) => {
      this.listens = false;
      this.process = null;
      this.current = null;
      this.remember(started, ending, fault);
      return ending;
    });
    const ready = started.url().then(
      () => (this.listens = this.process === started),
      () => false,
    );
    this.current = { ready, ended };
    return this.current;
  }

  /** Waits for the process that is there to listen, or starts one, again until it does. */
  async settle(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      if (tries === 20) throw new Error(`A process does not start: ${this.log.at(-1)}`);
      const { ready } = this.current ?? this.begin();
      if (await ready) return;
      await this.end('SIGKILL');
      await pause(500);
    }
  }

  /** @returns how it ended; null when there was none */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ending | null> {
    this.listens = false;
    return (await this.process?.stop(signal)) ?? null;
  }

  /** Stops the process in the middle of whatever it does, and lets it go on later. */
  async freeze(forMs: number): Promise<void> {
    const pid = this.process?.pid;
    if (!pid) return;
    try {
      process.kill(pid, 'SIGSTOP');
      await pause(forMs);
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended by itself.
    }
  }

  private remember(ended: KeelsonProcess, { code, signal }: Ending, fault = ''): void {
    this.log.push(`${this.role} ${fault} ended with ${code ?? signal}\n${ended.stdout()}${ended.stderr()}`);
  }
}
