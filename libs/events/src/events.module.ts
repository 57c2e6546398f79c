import { Feature, settings } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { schedules } from '@keelson/jobs/ports';
import { migrations } from '@keelson/sql/ports';
import { BackgroundModule } from '@keelson/runtime/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { OutboxEvent } from '@keelson/sql/ports';
import { Deliveries } from './deliveries.js';
import { EventMetrics } from './event-metrics.js';
import { EventRelay } from './event-relay.js';
import { EventRetention, purgingOfEvents } from './event-retention.js';
import { EventSequencer } from './event-sequencer.js';
import { EventsSettings } from './events.settings.js';
import { EventLogController } from './log/event-log.controller.js';
import { EventLog } from './log/event-log.js';
import { VisibleEvents } from './log/visible-events.js';
import { WaitingReaders } from './log/waiting-readers.js';
import { CreateOutboxEvents1763700000002 } from './migrations/1763700000002-create-outbox-events.js';
import { Outbox } from './outbox.js';
import { RelaySlots } from './relay-slots.js';
import { Subscribers } from './subscribers.js';

/** What becomes of events after their commit: deliveries to subscribers, and the log of each organization. */
@Module({
  imports: [
    BackgroundModule,
    TelemetryModule,
    Feature.declare(
      {
        entities: [{ entity: OutboxEvent, tenancy: 'organization', recorded: false }],
        permissions: [{ name: 'event-log:read', description: 'Read the event log' }],
      },
      settings(EventsSettings),
      schedules(purgingOfEvents),
      migrations(CreateOutboxEvents1763700000002),
    ),
  ],
  controllers: [EventLogController],
  providers: [
    EventMetrics,
    Outbox,
    Subscribers,
    Deliveries,
    RelaySlots,
    EventRelay,
    EventSequencer,
    EventRetention,
    VisibleEvents,
    WaitingReaders,
    EventLog,
  ],
})
export class EventsModule {}
