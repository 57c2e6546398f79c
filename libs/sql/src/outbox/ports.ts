/** For other rooms of the platform; what authors of features use is in index.ts. */
export { OutboxEvent } from './outbox-event.entity.js';
export { sequencerSlot, slotCount, slotOf } from './slots.js';
export { eventsWereCommitted } from './wake-topics.js';
