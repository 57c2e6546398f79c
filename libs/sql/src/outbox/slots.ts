import { crc32 } from 'node:zlib';

/** Into so many parts the aggregates fall; each part is relayed by one process at a time. */
export const slotCount = 16;

/** Where an event waits that was relayed and has no position yet. */
export const sequencerSlot = slotCount;

/** The part that an aggregate falls into: all its events take one way, in their order. */
export function slotOf(aggregateId: string): number {
  return crc32(aggregateId) % slotCount;
}
