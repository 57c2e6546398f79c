import { holdStatements } from '@keelson/platform';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { writtenTable } from './snapshot.js';

/** How long one that has not come yet sends nothing before it counts as one that waits for another's lock. */
const stallMs = 40;
const lookMs = 5;

interface Member {
  hasArrived: boolean;
  hasEnded: boolean;
  /** When it sent its last statement, by `performance.now()`. */
  sentAt: number;
}

const present = new AsyncLocalStorage<{ readonly barrier: Barrier; readonly member: Member }>();

/**
 * Does pieces of work at the same time, each held before its first statement that writes one of the tables until all have
 * come there, or no further one can: what they have read is then the same, and the race is on.
 * @param tables their names, in lower case
 */
export async function atOnce<T>(
  works: readonly (() => Promise<T>)[],
  tables: ReadonlySet<string>,
): Promise<T[]> {
  if (works.length <= 1) return Promise.all(works.map((work) => work()));
  const barrier = new Barrier(tables);
  holdStatements((text) => {
    const here = present.getStore();
    return here?.barrier === barrier ? barrier.hold(here.member, text) : null;
  });
  try {
    const members = works.map(() => barrier.join());
    const running = works.map((work, index) => {
      const member = members[index] as Member;
      return present.run({ barrier, member }, work).finally(() => barrier.leave(member));
    });
    const watching = barrier.watch();
    const results = await Promise.all(running);
    await watching;
    return results;
  } finally {
    barrier.open();
    holdStatements(null);
  }
}

class Barrier {
  private readonly members: Member[] = [];
  private isOpen = false;
  private release: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.release = resolve));

  constructor(private readonly tables: ReadonlySet<string>) {}

  join(): Member {
    const member = { hasArrived: false, hasEnded: false, sentAt: performance.now() };
    this.members.push(member);
    return member;
  }

  hold(member: Member, text: string): Promise<void> | null {
    member.sentAt = performance.now();
    const table = writtenTable(text);
    if (this.isOpen || table === undefined || !this.tables.has(table)) return null;
    member.hasArrived = true;
    this.openIfComplete();
    return this.opened;
  }

  leave(member: Member): void {
    member.hasEnded = true;
    this.openIfComplete();
  }

  open(): void {
    this.isOpen = true;
    this.release();
  }

  /** Looks for those that can't come, since they wait for what one that has come has locked; until it is open. */
  async watch(): Promise<void> {
    while (!this.isOpen) {
      await pause(lookMs);
      const missing = this.members.filter(({ hasArrived, hasEnded }) => !hasArrived && !hasEnded);
      const isStuck = missing.every(({ sentAt }) => performance.now() - sentAt > stallMs);
      if (isStuck && missing.length < this.members.length) this.open();
    }
  }

  private openIfComplete(): void {
    if (this.members.every(({ hasArrived, hasEnded }) => hasArrived || hasEnded)) this.open();
  }
}
