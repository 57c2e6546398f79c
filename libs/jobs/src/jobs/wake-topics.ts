import { wakeTopic } from '@keelson/sql/ports';

/** Jobs can be started now: they were enqueued, retried, or their queue was resumed. */
export const jobsAreDue = wakeTopic('jobs');
