import type { Logger } from '@nestjs/common';
import { isLostConnection } from './lost-connection.js';

/** How long the same complaint is not repeated. */
const quietMs = 60_000;

/** How long a server must have answered before it is said to be back: a pool's connections break one after the other. */
const settledMs = 1_000;

/** Tells of a server's absence once when it goes and once when it is back, however many connections try meanwhile. */
export class OutageLog {
  private since: number | null = null;
  private settling: { readonly since: number; readonly timer: NodeJS.Timeout } | null = null;
  private ended = false;
  private lastComplaint = { text: '', at: -Infinity };

  constructor(
    private readonly logger: Logger,
    /** For people: `Redis`, `PostgreSQL`. */
    readonly server: string,
  ) {}

  /** How long the server has been away, in milliseconds; 0 while it answers. */
  get duration(): number {
    return this.since === null ? 0 : Math.max(performance.now() - this.since, 1);
  }

  /** A connection was refused or broke. */
  lost(error: unknown): void {
    if (this.since !== null || this.ended) return;
    if (this.settling) {
      this.since = this.settling.since;
      this.forgetSettling();
      return;
    }
    this.since = performance.now();
    this.logger.error(
      `The queue's ${this.server} cannot be reached: ${reasonOf(error)}. Jobs wait until it is reachable again.`,
    );
  }

  /** A connection works again; told when none has broken for a second. */
  back(): void {
    if (this.since === null) return;
    const { since, duration } = this;
    const tell = () => {
      this.settling = null;
      this.logger.log(`The queue's ${this.server} is reachable again after ${Math.ceil(duration / 1000)} s.`);
    };
    this.settling = { since, timer: setTimeout(tell, settledMs).unref() };
    this.since = null;
  }

  /** Another fault of the queue; the same one is told at most once a minute, and none while the server is away. */
  complain(error: unknown): void {
    if (this.since !== null || this.ended) return;
    if (isLostConnection(error)) return this.lost(error);
    const text = reasonOf(error);
    const now = performance.now();
    if (text === this.lastComplaint.text && now - this.lastComplaint.at < quietMs) return;
    this.lastComplaint = { text, at: now };
    this.logger.error(`The queue's ${this.server} refused a command: ${text}`);
  }

  /** From here on connections end because this process ends them. */
  end(): void {
    this.ended = true;
    this.forgetSettling();
  }

  private forgetSettling(): void {
    clearTimeout(this.settling?.timer);
    this.settling = null;
  }
}

/** Code and first line of a driver's error; refusals of several addresses at once have no message of their own. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const line = typeof message === 'string' ? (message.split('\n')[0] ?? '') : '';
  const named = typeof code === 'string' && !line.includes(code) ? code : '';
  return [named, line].filter(Boolean).join(': ').slice(0, 300).replace(/\.$/, '') || 'no reason given';
}
