import { wakeTopic } from '@keelson/sql/ports';

/** Events were relayed to their subscribers, and are to get a position in the log. */
export const eventsWereRelayed = wakeTopic('relayed');

/** The log has new positions. */
export const logHasGrown = wakeTopic('event-log');
