import { Injectable } from '@nestjs/common';
import { faultPoint, Leases, WakeSignals, type Lease } from '@keelson/sql/ports';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { JobRows, type NewJob } from '@keelson/jobs/ports';
import { eventsWereCommitted } from '@keelson/sql/ports';
import { Database, readScope } from '@keelson/sql/ports';
import { batchSize, Outbox, type OutboxRow } from './outbox.js';
import { RelaySlots } from './relay-slots.js';
import { Subscribers } from './subscribers.js';
import { eventsWereRelayed } from './wake-topics.js';

const beforeCommit = faultPoint('relay.before-commit', 'worker');
const afterCommit = faultPoint('relay.after-commit', 'worker');

/**
 * Turns committed events into deliveries: one job for each subscriber of the event's type. Deliveries and the mark that
 * the event was relayed commit together, and only while this process holds the event's slot; so each is made once, and
 * those of an aggregate in its order.
 */
@Injectable()
export class EventRelay {
  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly wakes: WakeSignals,
    private readonly outbox: Outbox,
    private readonly slots: RelaySlots,
    private readonly subscribers: Subscribers,
    private readonly jobs: JobRows,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'event-relay',
      title: 'The event relay',
      everyMs: 1_000,
      atStart: true,
      role: 'worker',
      wakeOn: [eventsWereCommitted],
      across: 'relays events to their subscribers',
      round: () => this.relay(),
      // Leases that can't be given back end by themselves.
      onStop: () => this.slots.leave().catch(() => undefined),
    });
  }

  /** @returns whether there is more */
  private async relay(): Promise<boolean> {
    // Taken before the events are read: whoever still holds the same lease at the commit has had it all the time.
    const held = await this.slots.held();
    if (held.size === 0) return false;
    const events = await this.outbox.waiting([...held.keys()]);
    if (events.length === 0) return false;
    await this.database.transaction(() => this.hand(events, held));
    afterCommit();
    return events.length === batchSize;
  }

  private async hand(events: readonly OutboxRow[], held: ReadonlyMap<number, Lease>): Promise<void> {
    const leases = new Set(events.map(({ slot }) => held.get(slot))).values();
    const mine = new Set(await this.leases.lockHeld([...leases].filter((lease) => lease !== undefined)));
    const ours = events.filter(({ slot }) => mine.has(held.get(slot) as Lease));
    if (ours.length === 0) return;
    await this.jobs.add(ours.flatMap((event) => this.deliveriesOf(event)));
    await this.outbox.relayed(ours);
    this.wakes.send(eventsWereRelayed);
    beforeCommit();
  }

  private deliveriesOf(event: OutboxRow): NewJob[] {
    return this.subscribers.to(event.type).map(({ name, attempts }) => ({
      scope: readScope(event.organization_id),
      queue: name,
      kind: 'delivery',
      payload: { eventId: event.id },
      maxAttempts: attempts,
      line: { name: `${name}:${event.aggregate_id}`, sequence: event.sequence },
      eventId: event.id,
      callerId: event.caller_id,
      requestId: event.request_id,
      // What it writes is written by the subscriber.
      operation: null,
    }));
  }
}
