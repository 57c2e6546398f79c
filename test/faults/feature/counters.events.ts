import { defineEvent, Identifier, Integer } from '@keelson/kernel';

export class CounterState {
  @Identifier()
  id!: string;

  @Integer()
  value!: number;
}

export const CounterBumped = defineEvent('counter.bumped', CounterState, 2);
/** What the fragile subscriber can't digest. */
export const CounterSpoiled = defineEvent('counter.spoiled', CounterState);
export const CounterMended = defineEvent('counter.mended', CounterState);
