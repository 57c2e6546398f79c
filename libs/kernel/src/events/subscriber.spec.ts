import { describe, expect, it } from 'vitest';
import { Identifier } from '../fields/fields.js';
import { defineEvent } from './event.js';
import { Subscriber, subscriberOf, type EventHandler, type SubscriberOptions } from './subscriber.js';

class Launched {
  @Identifier()
  id!: string;
}
const BoatLaunched = defineEvent('boat.launched', Launched);
const options = { to: BoatLaunched, effects: 'outside' } as const;

describe('A subscriber', () => {
  it('says what it waits for and how it is tried', () => {
    @Subscriber('harbour.cheer', options)
    class Cheer implements EventHandler<Launched> {
      async handle(): Promise<void> {}
    }
    expect(subscriberOf(Cheer)).toEqual({
      name: 'harbour.cheer',
      to: [BoatLaunched],
      effects: 'outside',
      attempts: 8,
      timeoutMs: 60_000,
      concurrency: 4,
    });
    // What extends it is another class, which subscribes for itself or not at all.
    class Louder extends Cheer {}
    expect(subscriberOf(Louder)).toBeUndefined();
  });

  const refused: readonly (readonly [string, Partial<SubscriberOptions<Launched>>, RegExp])[] = [
    ['Cheer', {}, /must look like "catalog.reorder"/],
    ['harbour.cheer', { to: [] }, /has no event/],
    ['harbour.cheer', { attempts: 0 }, /attempts must be a whole number from 1 to 50/],
    ['harbour.cheer', { timeoutMs: 3_600_001 }, /timeoutMs must be a whole number from 1 to 3600000/],
    ['harbour.cheer', { concurrency: 1.5 }, /concurrency must be a whole number from 1 to 64/],
  ];
  it.each(refused)('named %s with %j is refused', (name, changes, message) => {
    expect(() => Subscriber(name, { ...options, ...changes })).toThrow(message);
  });
});
