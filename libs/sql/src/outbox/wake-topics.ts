import { wakeTopic } from '../coordination/ports.js';

/** Events were committed, and are to be relayed. */
export const eventsWereCommitted = wakeTopic('outbox');
