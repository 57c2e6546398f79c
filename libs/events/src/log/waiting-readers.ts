import { acrossOrganizations, defineError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { type BackgroundLoop, BackgroundLoops, GracefulStop } from '@keelson/runtime/ports';
import { Outbox } from '../outbox.js';
import { logHasGrown } from '../wake-topics.js';

/** Most readers that wait in one process, and of one organization among them. */
const mostReaders = 500;
const mostOfOne = 50;

export const tooManyReaders = defineError(
  'event_log.too_many_readers',
  'too_many_requests',
  'Too many readers are waiting for events',
);

interface Reader {
  readonly organizationId: string;
  readonly after: number;
  readonly wake: (end: WaitEnd) => void;
}

/** Why a wait has ended: there are new events, rights of the reader may have changed, or it is over without either. */
export type WaitEnd = 'news' | 'rights' | 'over';

/** Calls back when rights of the reader may have changed, until what it returns is called. */
export type WatchRights = (changed: () => void) => () => void;

/**
 * Requests that wait for the next event of their organization. However many they are, one statement a signal finds out
 * whose log has grown.
 */
@Injectable()
export class WaitingReaders {
  private readonly waiting = new Set<Reader>();
  private readonly loop: BackgroundLoop;
  private over = false;

  constructor(
    private readonly outbox: Outbox,
    loops: BackgroundLoops,
    stop: GracefulStop,
  ) {
    this.loop = loops.add({
      name: 'event-readers',
      title: 'The event log watcher',
      everyMs: 1_000,
      wakeOn: [logHasGrown],
      round: () => this.look(),
    });
    stop.add('The event readers', () => this.end());
  }

  /** How many wait in this process. */
  get size(): number {
    return this.waiting.size;
  }

  /** A process that ends answers those who wait at once: they ask another one. */
  private async end(): Promise<void> {
    this.over = true;
    for (const reader of this.waiting) reader.wake('over');
  }

  /**
   * Waits until the organization's log goes beyond a position, or rights of the reader may have changed.
   * @returns `over` when the time is over, the client is gone or the process ends
   * @throws DomainError `event_log.too_many_readers`
   */
  async wait(
    organizationId: string,
    after: number,
    limitMs: number,
    gone: AbortSignal,
    watch: WatchRights,
  ): Promise<WaitEnd> {
    if (this.over || gone.aborted) return 'over';
    const ofOne = [...this.waiting].filter((reader) => reader.organizationId === organizationId).length;
    if (this.waiting.size >= mostReaders || ofOne >= mostOfOne)
      throw tooManyReaders({
        detail: 'Send the request without the wait parameter, or retry shortly.',
        retryAfter: 5,
      });
    return new Promise((resolve) => {
      const settle = (end: WaitEnd) => {
        this.waiting.delete(reader);
        clearTimeout(timer);
        unwatch();
        gone.removeEventListener('abort', leave);
        resolve(end);
      };
      const leave = () => settle('over');
      const reader: Reader = { organizationId, after, wake: settle };
      const timer = setTimeout(leave, limitMs);
      const unwatch = watch(() => settle('rights'));
      gone.addEventListener('abort', leave, { once: true });
      this.waiting.add(reader);
      // What came between the reader's last look and now has woken nobody.
      this.loop.wake();
    });
  }

  lastPositions(organizationIds: readonly string[]): Promise<Map<string, number>> {
    return acrossOrganizations('reads the last positions of the logs that have waiting readers', () =>
      this.outbox.lastPositions(organizationIds),
    );
  }

  private async look(): Promise<void> {
    if (this.waiting.size === 0) return;
    const last = await this.lastPositions([
      ...new Set([...this.waiting].map((reader) => reader.organizationId)),
    ]);
    for (const reader of this.waiting)
      if ((last.get(reader.organizationId) ?? 0) > reader.after) reader.wake('news');
  }
}
