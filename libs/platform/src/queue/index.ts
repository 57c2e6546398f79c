/** Background jobs on BullMQ. */
export { UnrecoverableError } from 'bullmq';
export type { JobAttempt, JobHandler, JobProcessorOptions } from './job-handler.js';
export { JobProcessor } from './job-processor.js';
export { QueueModule } from './queue.module.js';
export { QueueReadiness } from './queue-readiness.js';
