import { Feature, Jobs, settings } from '@keelson/kernel';
import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { migrations } from '@keelson/sql/ports';
import {
  BackendWorker,
  JobTransport,
  QueueConnection,
  QueueConnectionModule,
  QueueReadiness,
} from '../queue/ports.js';
import { AuditModule } from '@keelson/operations/ports';
import { BackgroundModule } from '@keelson/runtime/ports';
import { HealthModule } from '@keelson/sql/ports';
import { TelemetryModule } from '@keelson/runtime/ports';
import { Admission } from './admission.js';
import { AttemptBeats } from './attempt-beats.js';
import { CancellationWatch } from './cancellation-watch.js';
import { CarriageSweeper } from './carriage-sweeper.js';
import { DatabaseJobs } from './database-jobs.js';
import { DelayedWork } from './delayed-work.js';
import { Dispatcher } from './dispatcher.js';
import { AttemptFiles } from './files/attempt-files.js';
import { JobFiles } from './files/job-files.js';
import { FailedAttempt } from './failed-attempt.entity.js';
import { InstallationJobsController } from './installation/installation-jobs.controller.js';
import { InstallationQueuesController } from './installation/installation-queues.controller.js';
import { InstallationSchedulesController } from './installation/installation-schedules.controller.js';
import { OperatedJobs } from './installation/operated-jobs.js';
import { OperatedQueues } from './installation/operated-queues.js';
import { OperatedSchedules } from './installation/operated-schedules.js';
import { installationPermissions } from './installation/permissions.js';
import { QueueJobs } from './installation/queue-jobs.js';
import { JobAttemptsController } from './job-attempts.controller.js';
import { JobHolds } from './job-holds.js';
import { JobInterventions } from './job-interventions.js';
import { JobMarks } from './job-marks.js';
import { JobMetrics } from './job-metrics.js';
import { JobRows } from './job-rows.js';
import { JobRunner } from './job-runner.js';
import { JobRetention } from './job-retention.js';
import { JobWorkers } from './job-workers.js';
import { JobsController } from './jobs.controller.js';
import { JobsSettings } from './jobs.settings.js';
import { jobs } from './jobs.resource.js';
import { LineHeads } from './line-heads.js';
import { CreateJobs1763700000006 } from './migrations/1763700000006-create-jobs.js';
import { CreateJobFiles1763700000021 } from './migrations/1763700000021-create-job-files.js';
import { AddScheduleLastRun1763700000030 } from './migrations/1763700000030-add-schedule-last-run.js';
import { CreateJobWorkers1763700000040 } from './migrations/1763700000040-create-job-workers.js';
import { IndexJobsByCaller1763700000060 } from './migrations/1763700000060-index-jobs-by-caller.js';
import { AddJobOfFiles1763700000070 } from './migrations/1763700000070-add-job-of-files.js';
import { IndexJobWorkersByBeat1763700000080 } from './migrations/1763700000080-index-job-workers-by-beat.js';
import { AddKeyOfJobs1763700000090 } from './migrations/1763700000090-add-key-of-jobs.js';
import { AddSlotOfFiles1763700000082 } from './migrations/1763700000082-add-slot-of-files.js';
import { IndexJobsTablesByOrganization1763700000085 } from './migrations/1763700000085-index-jobs-tables-by-organization.js';
import { CreateJobHolds1763700000084 } from './migrations/1763700000084-create-job-holds.js';
import { ProcessorsModule } from './processors.module.js';
import { QueueCounts } from './queue-counts.js';
import { QueuePauses } from './queue-pauses.js';
import { Reconciler } from './reconciler.js';
import { Schedules } from './schedules.js';
import { schedulesPoint } from './schedules-point.js';
import { WaitingWork } from './waiting-work.js';

BullModule.workerClass = BackendWorker;

/**
 * Background jobs: rows of the database, which BullMQ carries to workers by way of @nestjs/bullmq, on Redis when the
 * settings name one, else on the PostgreSQL of the database. Import it once; {@link Jobs} can then be injected everywhere,
 * and every provider with `@JobProcessor` gets a worker in the roles `all` and `worker`.
 */
@Global()
@Module({
  imports: [
    Feature.declare(
      {
        resources: [jobs],
        entities: [{ entity: FailedAttempt, tenancy: 'organization', recorded: false }],
        permissions: installationPermissions,
        points: [schedulesPoint],
      },
      settings(JobsSettings),
      migrations(
        CreateJobs1763700000006,
        CreateJobFiles1763700000021,
        AddScheduleLastRun1763700000030,
        CreateJobWorkers1763700000040,
        IndexJobsByCaller1763700000060,
        AddJobOfFiles1763700000070,
        IndexJobWorkersByBeat1763700000080,
        AddSlotOfFiles1763700000082,
        CreateJobHolds1763700000084,
        IndexJobsTablesByOrganization1763700000085,
        AddKeyOfJobs1763700000090,
      ),
    ),
    AuditModule,
    BackgroundModule,
    HealthModule,
    ProcessorsModule,
    TelemetryModule,
    QueueConnectionModule,
    BullModule.forRootAsync({
      imports: [QueueConnectionModule],
      inject: [QueueConnection],
      useFactory: ({ consuming, keyPrefix }: QueueConnection) => ({
        connection: consuming,
        prefix: keyPrefix,
      }),
      // A process without workers only enqueues; those that have some start them when the database is migrated.
      extraOptions: { manualRegistration: true },
    }),
    // No queue of its own: only this way brings @nestjs/bullmq's registrar along.
    BullModule.registerQueue(),
  ],
  controllers: [
    JobAttemptsController,
    JobsController,
    InstallationQueuesController,
    InstallationJobsController,
    InstallationSchedulesController,
  ],
  providers: [
    Admission,
    AttemptBeats,
    AttemptFiles,
    CancellationWatch,
    CarriageSweeper,
    DelayedWork,
    Dispatcher,
    JobFiles,
    JobHolds,
    JobInterventions,
    JobMarks,
    JobMetrics,
    JobRetention,
    JobRows,
    JobRunner,
    JobTransport,
    JobWorkers,
    LineHeads,
    OperatedJobs,
    OperatedQueues,
    OperatedSchedules,
    QueueCounts,
    QueueJobs,
    QueuePauses,
    QueueReadiness,
    Reconciler,
    Schedules,
    WaitingWork,
    { provide: Jobs, useClass: DatabaseJobs },
  ],
  exports: [
    Jobs,
    JobFiles,
    JobHolds,
    JobRows,
    JobRunner,
    QueueConnectionModule,
    QueueCounts,
    QueuePauses,
    QueueReadiness,
    Schedules,
  ],
})
export class JobsModule {}
