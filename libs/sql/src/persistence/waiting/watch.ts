/** Milliseconds between two looks at all that waits. */
export const lookEveryMs = 100;
/** Looks that found nothing, after which it rests: starting a timer for each request would cost more. */
const idleLooks = 50;

/** Looked at again and again. @returns whether there is anything to look at */
export type Look = (nowMs: number) => boolean;

/**
 * One timer for everything in this process that waits for the database. It runs while something waits, and keeps no
 * process alive.
 */
export class Watch {
  private timer: NodeJS.Timeout | null = null;
  private idle = 0;
  private readonly looks: Look[] = [];

  add(look: Look): void {
    this.looks.push(look);
  }

  /** Something waits from now on. */
  wake(): void {
    if (this.timer) return;
    this.idle = 0;
    // oxlint-disable-next-line eslint/no-restricted-globals -- looks at memory only, while something waits in it
    this.timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  private look(): void {
    const nowMs = performance.now();
    let busy = false;
    for (const look of this.looks) busy = look(nowMs) || busy;
    this.idle = busy ? 0 : this.idle + 1;
    if (this.idle < idleLooks) return;
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
