import { Subscriber, type Delivery, type EventHandler, type RecordedEvent } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { OrderCancelled, OrderPaid, OrderPlaced } from '../../../src/features/orders/index.js';
import { CounterBumped, CounterMended, CounterSpoiled } from './counters.events.js';
import { Effects } from './effects.js';
import { RecorderClient } from './recorder-client.js';

const followed = [OrderPlaced, OrderPaid, OrderCancelled, CounterBumped];
/** Kills cost attempts; only what is poisoned may use them up. */
const attempts = 12;

@Subscriber<object>('ledger.rows', { to: followed, effects: 'database', attempts })
@Injectable()
export class RowsSubscriber implements EventHandler {
  constructor(private readonly effects: Effects) {}

  async handle({ id, aggregate, sequence }: RecordedEvent): Promise<void> {
    await this.effects.write({ doneBy: 'ledger.rows', cause: id, about: aggregate.id, sequence });
  }
}

@Subscriber<object>('ledger.calls', { to: followed, effects: 'outside', attempts, concurrency: 8 })
@Injectable()
export class CallsSubscriber implements EventHandler {
  constructor(private readonly recorder: RecorderClient) {}

  async handle({ id, aggregate, sequence }: RecordedEvent, { signal }: Delivery): Promise<void> {
    await this.recorder.call({ id, doneBy: 'ledger.calls', about: aggregate.id, sequence }, signal);
  }
}

/** Cannot digest one kind of event; the later ones of that counter wait, those of others don't. */
@Subscriber<object>('ledger.fragile', {
  to: [CounterSpoiled, CounterMended],
  effects: 'database',
  attempts: 3,
})
@Injectable()
export class FragileSubscriber implements EventHandler {
  constructor(private readonly effects: Effects) {}

  async handle({ id, type, aggregate, sequence }: RecordedEvent): Promise<void> {
    if (type === CounterSpoiled.type) throw new Error('This event is poison.');
    await this.effects.write({ doneBy: 'ledger.fragile', cause: id, about: aggregate.id, sequence });
  }
}
