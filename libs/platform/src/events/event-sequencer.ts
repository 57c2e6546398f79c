import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { faultPoint, GracefulStop, type Lease, Leases, Rounds, WakeSignals } from '../coordination/ports.js';
import { Database } from '../persistence/ports.js';
import { RuntimeSettings } from '../runtime/ports.js';
import { batchSize, Outbox, type OutboxRow } from './outbox.js';
import { sequencerSlot } from '../outbox/ports.js';
import { eventsWereRelayed } from './wake-topics.js';
import { logHasGrown } from './wake-topics.js';

const beforeCommit = faultPoint('sequencer.before-commit', 'worker');
const afterCommit = faultPoint('sequencer.after-commit', 'worker');

const leaseSeconds = 10;
/** Between two renewals, and between two looks whether the one who has it is gone. */
const renewEveryMs = 3_000;
const seekEveryMs = 1_000;

/**
 * Gives each relayed event the next position of its organization's log. One process does it, and each batch commits before
 * the next begins: whoever has read up to a position meets nothing below it later.
 */
@Injectable()
export class EventSequencer implements OnApplicationBootstrap {
  private readonly rounds = new Rounds(new Logger('Events'), 'The event sequencer', () => this.round());
  private lease: Lease | null = null;
  private due = 0;

  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly wakes: WakeSignals,
    private readonly outbox: Outbox,
    private readonly stop: GracefulStop,
  ) {}

  onApplicationBootstrap(): void {
    if (this.runtime.role === 'api') return;
    this.stop.add('The event sequencer', () => this.end());
    this.wakes.on(eventsWereRelayed, this.rounds.wake);
    this.rounds.wake();
  }

  private async end(): Promise<void> {
    await this.rounds.stop();
    await this.lease?.release().catch(() => undefined);
  }

  /** @returns whether there is more */
  private async round(): Promise<boolean> {
    if (performance.now() >= this.due) {
      this.lease = await this.leases.claim('sequencer', leaseSeconds);
      this.due = performance.now() + (this.lease ? renewEveryMs : seekEveryMs);
    }
    const { lease } = this;
    if (!lease) return false;
    return acrossOrganizations('assigns positions to events', async () => {
      const events = await this.outbox.waiting([sequencerSlot]);
      if (events.length === 0) return false;
      await this.database.transaction(() => this.place(events, lease));
      afterCommit();
      return events.length === batchSize;
    });
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
