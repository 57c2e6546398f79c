import { Jobs } from '@keelson/kernel';
import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { BackendWorker, keyPrefix } from './backend.js';
import { JobQueues } from './job-queues.js';
import { JobsOnBullmq } from './jobs-on-bullmq.js';
import { QueueConnectionModule } from './queue-connection.module.js';
import { QueueConnection } from './queue-connection.js';
import { QueueReadiness } from './queue-readiness.js';
import { QueueWorkers } from './queue-workers.js';

BullModule.workerClass = BackendWorker;

/**
 * Background jobs: BullMQ by way of @nestjs/bullmq, on Redis when the options name one, else on the PostgreSQL of the
 * database. Import it once; {@link Jobs} can then be injected everywhere, and every provider with `@JobProcessor` gets
 * a worker in the roles `all` and `worker`. Needs a global provider of PLATFORM_OPTIONS.
 */
@Global()
@Module({
  imports: [
    QueueConnectionModule,
    BullModule.forRootAsync({
      imports: [QueueConnectionModule],
      inject: [QueueConnection],
      useFactory: ({ consuming }: QueueConnection) => ({ connection: consuming, prefix: keyPrefix }),
      // A process without workers only produces; those that have some start them when the database is migrated.
      extraOptions: { manualRegistration: true },
    }),
    // No queue of its own: only this way brings @nestjs/bullmq's registrar along.
    BullModule.registerQueue(),
  ],
  providers: [JobQueues, { provide: Jobs, useClass: JobsOnBullmq }, QueueReadiness, QueueWorkers],
  exports: [Jobs, QueueReadiness],
})
export class QueueModule {}
