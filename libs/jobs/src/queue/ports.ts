/** For other rooms of the platform; what authors of features use is in index.ts. */
export { BackendWorker } from './backend.js';
export { type Carriage, JobTransport } from './job-transport.js';
export { QueueConnectionModule } from './queue-connection.module.js';
export { QueueConnection } from './queue-connection.js';
export { QueueReadiness } from './queue-readiness.js';
export { RedisQueueConnection } from './redis-queue-connection.js';
export { refusalOf } from './refusal.js';
export { WorkerCount } from './worker-count.js';
