/** What a loop does between its rounds. Timers keep no process alive. */
export class Sleep {
  private isWoken = false;
  private isOver = false;
  private rouse: (() => void) | null = null;

  /** Ends a light sleep: the present one, or else the next. */
  wake(): void {
    this.isWoken = true;
    this.rouse?.();
  }

  /** Wakes before now do not count. */
  forgetWakes(): void {
    this.isWoken = false;
  }

  /** Ends any sleep, for good. */
  end(): void {
    this.isOver = true;
    this.rouse?.();
  }

  /** Sleeps until woken, `ms` at most. */
  lightly(ms: number): Promise<void> {
    return this.until(ms, () => this.isOver || this.isWoken);
  }

  /** Sleeps for `ms`, whatever wakes it. */
  soundly(ms: number): Promise<void> {
    return this.until(ms, () => this.isOver);
  }

  private async until(ms: number, isEnough: () => boolean): Promise<void> {
    if (ms <= 0 || isEnough()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.rouse = () => {
        if (!isEnough()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.rouse = null;
  }
}
