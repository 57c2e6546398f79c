import { constants } from 'node:os';
import type { LoggerService } from '@nestjs/common';

type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** Closes what was opened, newest first, once; a step that hangs is left behind when the time is over. */
export class Shutdown {
  private readonly steps: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];
  private starting: Promise<void> = Promise.resolve();
  private started = false;
  private closing: Promise<void> | null = null;
  private signal: EndSignal | null = null;

  constructor(
    private readonly logger: LoggerService,
    private readonly seconds: number,
  ) {}

  add(name: string, close: () => Promise<unknown>): void {
    this.steps.unshift({ name, close });
  }

  /**
   * Runs the start; what it has opened is closed when it fails. A signal lets its present step finish, since MySQL
   * can't take half a migration back; the next {@link heed} then ends the start.
   */
  async guard(start: () => Promise<void>): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => this.onSignal(signal));
    try {
      this.starting = start();
      await this.starting;
      this.started = true;
    } catch (error) {
      await this.closeInTime();
      // The end of the process is then the signal's to say.
      if (!this.signal) throw error;
    }
  }

  /** Between two steps of the start. @throws Error when a signal has asked for the end */
  heed(): void {
    if (this.signal) throw new Error(`interrupted by ${this.signal}`);
  }

  /** Ends the process, which can serve nothing any more; what was opened is closed as far as it goes. */
  async fail(reason: Error): Promise<void> {
    if (this.signal) return;
    process.stderr.write(`${reason.message}\n`);
    await this.closeInTime();
    process.exit(1);
  }

  /** A terminal's Ctrl-C reaches us twice when npm started us: from the terminal and from npm. It counts once. */
  private onSignal(signal: EndSignal): void {
    if (this.signal) return;
    this.signal = signal;
    if (this.started)
      this.logger.log(
        `${signal}: this process will exit after the requests in flight have finished`,
        'Shutdown',
      );
    setTimeout(() => {
      this.logger.error(
        `Not everything closed within ${this.seconds} s; exiting anyway`,
        undefined,
        'Shutdown',
      );
      process.exit(1);
    }, this.seconds * 1000).unref();
    void this.end(signal);
  }

  private async end(signal: EndSignal): Promise<void> {
    await this.starting.catch(() => undefined);
    const { started } = this;
    await this.closeAll();
    if (!started) process.stderr.write(`Keelson did not start: it received ${signal} during startup.\n`);
    // As a shell reports a process that a signal ended: nothing was served that could have been finished.
    process.exit(started ? 0 : 128 + constants.signals[signal]);
  }

  /** Whoever waits for the reason of a failed start need not wait for a connection that does not close. */
  private async closeInTime(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, this.seconds * 1000);
    });
    await Promise.race([this.closeAll(), late]);
    clearTimeout(timer);
  }

  private closeAll(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private async close(): Promise<void> {
    for (const { name, close } of this.steps) {
      try {
        await close();
      } catch (error) {
        this.logger.error(`Closing ${name} failed`, error, 'Shutdown');
      }
    }
  }
}
