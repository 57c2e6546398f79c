/** The queue server, Redis or PostgreSQL, and BullMQ on it. */
export { QueueReadiness } from './queue-readiness.js';
export { QueueSettings } from './queue.settings.js';
