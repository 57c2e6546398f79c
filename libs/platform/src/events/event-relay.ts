import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, installationId } from '../persistence/ports.js';
import { faultPoint, GracefulStop, type Lease, Leases, Rounds, WakeSignals } from '../coordination/ports.js';
import { JobRows, type NewJob } from '../jobs/ports.js';
import { RuntimeSettings } from '../runtime/ports.js';
import { batchSize, Outbox, type OutboxRow } from './outbox.js';
import { RelaySlots } from './relay-slots.js';
import { Subscribers } from './subscribers.js';
import { eventsWereCommitted } from '../outbox/ports.js';
import { eventsWereRelayed } from './wake-topics.js';

const beforeCommit = faultPoint('relay.before-commit', 'worker');
const afterCommit = faultPoint('relay.after-commit', 'worker');

/**
 * Turns committed events into deliveries: one job for each subscriber of the event's type. Deliveries and the mark that
 * the event was relayed commit together, and only while this process holds the event's slot; so each is made once, and
 * those of an aggregate in its order.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap {
  private readonly rounds = new Rounds(new Logger('Events'), 'The event relay', () => this.relay());

  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly wakes: WakeSignals,
    private readonly outbox: Outbox,
    private readonly slots: RelaySlots,
    private readonly subscribers: Subscribers,
    private readonly jobs: JobRows,
    private readonly stop: GracefulStop,
  ) {}

  onApplicationBootstrap(): void {
    if (this.runtime.role === 'api') return;
    this.stop.add('The event relay', () => this.end());
    this.wakes.on(eventsWereCommitted, this.rounds.wake);
    this.rounds.wake();
  }

  private async end(): Promise<void> {
    await this.rounds.stop();
    // Leases that can't be given back end by themselves.
    await this.slots.leave().catch(() => undefined);
  }

  /** @returns whether there is more */
  private relay(): Promise<boolean> {
    return acrossOrganizations('relays events to their subscribers', async () => {
      // Taken before the events are read: whoever still holds the same lease at the commit has had it all the time.
      const held = await this.slots.held();
      if (held.size === 0) return false;
      const events = await this.outbox.waiting([...held.keys()]);
      if (events.length === 0) return false;
      await this.database.transaction(() => this.hand(events, held));
      afterCommit();
      return events.length === batchSize;
    });
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
      organizationId: event.organization_id === installationId ? null : event.organization_id,
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
