import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { CountersController } from './counters.controller.js';
import { CounterBumped, CounterMended, CounterSpoiled } from './counters.events.js';
import { counters } from './counters.resource.js';
import { Effect } from './effect.entity.js';
import { Effects } from './effects.js';
import { CreateLedger1764000000003 } from './migrations/1764000000003-create-ledger.js';
import { RecorderClient } from './recorder-client.js';
import { CallsSubscriber, FragileSubscriber, RowsSubscriber } from './subscribers.js';
import { TasksController } from './tasks.controller.js';
import {
  BlockTask,
  CallTask,
  FileTask,
  FlakyTask,
  GarbageTask,
  HangTask,
  RowTask,
  SlowTask,
  StepsTask,
  ThrowTask,
} from './tasks.processors.js';

/** The crash ledger's own feature: what it counts by, mounted beside the shipped ones by `../server.mjs`. */
@Module({
  imports: [
    Feature.declare(
      {
        resources: [counters],
        entities: [{ entity: Effect, tenancy: 'organization', recorded: false }],
        permissions: [{ name: 'ledger:start', description: 'Start tasks of the ledger' }],
        events: [CounterBumped, CounterSpoiled, CounterMended],
      },
      migrations(CreateLedger1764000000003),
    ),
  ],
  controllers: [CountersController, TasksController],
  providers: [
    Effects,
    RecorderClient,
    RowsSubscriber,
    CallsSubscriber,
    FragileSubscriber,
    RowTask,
    CallTask,
    FileTask,
    FlakyTask,
    StepsTask,
    BlockTask,
    SlowTask,
    ThrowTask,
    HangTask,
    GarbageTask,
  ],
})
export class LedgerModule {}
