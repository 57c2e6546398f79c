import { Injectable } from '@nestjs/common';
import { faultPoint, WakeSignals } from '@keelson/sql/ports';
import { BackgroundLoops, type Lease, type Round } from '@keelson/runtime/ports';
import { sequencerSlot } from '@keelson/sql/ports';
import { Database } from '@keelson/sql/ports';
import { batchSize, Outbox, type OutboxRow } from './outbox.js';
import { eventsWereRelayed, logHasGrown } from './wake-topics.js';

const beforeCommit = faultPoint('sequencer.before-commit', 'worker');
const afterCommit = faultPoint('sequencer.after-commit', 'worker');

/**
 * Gives each relayed event the next position of its organization's log. One process does it, and each batch commits before
 * the next begins: whoever has read up to a position meets nothing below it later.
 */
@Injectable()
export class EventSequencer {
  constructor(
    private readonly database: Database,
    private readonly wakes: WakeSignals,
    private readonly outbox: Outbox,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'event-sequencer',
      title: 'The event sequencer',
      everyMs: 1_000,
      atStart: true,
      role: 'worker',
      wakeOn: [eventsWereRelayed],
      lease: { name: 'sequencer', seconds: 10, seekEveryMs: 1_000 },
      across: 'assigns positions to events',
      round: (round) => this.sequence(round),
    });
  }

  /** @returns whether there is more */
  private async sequence(round: Round): Promise<boolean> {
    const lease = await round.held();
    if (!lease) return false;
    const events = await this.outbox.waiting([sequencerSlot]);
    if (events.length === 0) return false;
    await this.database.transaction(() => this.place(events, lease));
    afterCommit();
    return events.length === batchSize;
  }

  private async place(events: readonly OutboxRow[], lease: Lease): Promise<void> {
    await lease.assertHeld();
    const from = await this.outbox.lastPositions([...new Set(events.map((one) => one.organization_id))]);
    const to = new Map(from);
    const positions = new Map<string, number>();
    for (const event of inOrder(events)) {
      const position = (to.get(event.organization_id) ?? 0) + 1;
      to.set(event.organization_id, position);
      positions.set(event.id, position);
    }
    await this.outbox.moveLogs(from, to);
    await this.outbox.placed(positions);
    this.wakes.send(logHasGrown);
    beforeCommit();
  }
}

/**
 * By the time of their ids, as far as the order of each aggregate allows: processes' clocks differ.
 * @param events those of an aggregate in its order
 */
export function inOrder<E extends Pick<OutboxRow, 'id' | 'aggregate_id'>>(events: readonly E[]): E[] {
  const left = new Map<string, E[]>();
  for (const event of events) left.set(event.aggregate_id, [...(left.get(event.aggregate_id) ?? []), event]);
  return [...events]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ aggregate_id }) => left.get(aggregate_id)?.shift() as E);
}
