/** Background jobs: rows of the database, carried by BullMQ. */
export { UnrecoverableError } from 'bullmq';
export type { FileContent, FileOfJob } from './files/file-of-job.js';
export {
  InvalidJobError,
  TakenOverError,
  type JobAttempt,
  type JobHandler,
  type JobProcessing,
  type JobProcessorOptions,
} from './job-handler.js';
export { JobHolds } from './job-holds.js';
export { jobProcessing, JobProcessor, processingOf } from './job-processor.js';
export { JobRows, type NewJob } from './job-rows.js';
export { Job, type JobProblem, type JobProgress, type JobState } from './job.entity.js';
export { JobsModule } from './jobs.module.js';
export { jobs } from './jobs.resource.js';
export { ProcessorRegistry, type AddedProcessor } from './processor-registry.js';
export { QueuePauses } from './queue-pauses.js';
export { Schedules, type ScheduleState } from './schedules.js';
export { JobsSettings } from './jobs.settings.js';
export { schedules, schedulesOf } from './schedules-point.js';
