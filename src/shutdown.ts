import type { LoggerService } from '@nestjs/common';

/** Closes what was opened, newest first, once; a step that hangs is left behind when the time is over. */
export class Shutdown {
  private readonly steps: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];
  private closing: Promise<void> | null = null;
  /** A signal has asked for the end. */
  begun = false;

  constructor(
    private readonly logger: LoggerService,
    private readonly seconds: number,
  ) {}

  add(name: string, close: () => Promise<unknown>): void {
    this.steps.unshift({ name, close });
  }

  /** A terminal's Ctrl-C reaches us twice when npm started us: from the terminal and from npm. It counts once. */
  listenForSignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => this.onSignal(signal));
  }

  closeAll(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private onSignal(signal: string): void {
    if (this.begun) return;
    this.begun = true;
    this.logger.log(`${signal}: requests in flight finish, then this process ends`, 'Shutdown');
    setTimeout(() => {
      this.logger.error(
        `Not everything closed within ${this.seconds} s; ending all the same`,
        undefined,
        'Shutdown',
      );
      process.exit(1);
    }, this.seconds * 1000).unref();
    void this.closeAll().then(() => process.exit(0));
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
