import { describe, expect, it } from 'vitest';
import { inOrder } from './event-sequencer.js';

describe('The order of positions in a batch', () => {
  it('is that of the ids, which tell the time', () => {
    const events = [
      { id: '3', aggregate_id: 'a' },
      { id: '1', aggregate_id: 'b' },
      { id: '2', aggregate_id: 'c' },
    ];
    expect(inOrder(events).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('keeps the order of an aggregate, also when the clocks of two processes contradict it', () => {
    const events = [
      { id: '9', aggregate_id: 'a' },
      { id: '2', aggregate_id: 'a' },
      { id: '5', aggregate_id: 'b' },
    ];
    expect(inOrder(events).map(({ id }) => id)).toEqual(['9', '5', '2']);
  });
});
