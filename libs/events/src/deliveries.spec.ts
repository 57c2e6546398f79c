import {
  defineEvent,
  Identifier,
  Integer,
  Subscriber,
  subscriberOf,
  type EventHandler,
} from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { InvalidJobError } from '@keelson/jobs';
import { OutboxEvent } from '@keelson/sql/ports';
import { recorded } from './deliveries.js';

class Launched {
  @Identifier()
  id!: string;

  @Integer({ max: 100, optional: true })
  guests!: number | null;
}
const BoatLaunched = defineEvent('boat.launched', Launched, 2);

@Subscriber('boats.cheer', { to: BoatLaunched, effects: 'outside' })
class Cheer implements EventHandler<Launched> {
  async handle(): Promise<void> {}
}
const id = '0198f2a4-0000-7000-8000-000000000001';

const delivered = (changes: Partial<OutboxEvent> = {}) => {
  const meta = subscriberOf(Cheer);
  if (!meta) throw new Error('no subscriber');
  return recorded(
    meta,
    Object.assign(new OutboxEvent(), {
      id,
      type: 'boat.launched',
      eventVersion: 2,
      aggregateType: 'boat',
      aggregateId: id,
      sequence: 3,
      payload: { id, guests: 12 },
      ...changes,
    }),
  );
};

describe('An event that is delivered', () => {
  it('has the payload of its definition; what that does not name is left out', () => {
    const event = delivered({ payload: { id, guests: 12, motto: 'ahoy' } });
    expect(event).toMatchObject({ id, version: 2, aggregate: { type: 'boat', id }, sequence: 3 });
    expect(event.payload).toBeInstanceOf(Launched);
    expect(event.payload).toEqual({ id, guests: 12 });
    expect(delivered({ payload: { id } }).payload).toEqual({ id, guests: null });
  });

  it('is refused in a version that the subscriber does not know', () => {
    for (const eventVersion of [1, 3])
      expect(() => delivered({ eventVersion })).toThrow(
        new InvalidJobError(`"boats.cheer" does not handle version ${eventVersion} of boat.launched.`),
      );
  });

  it('is refused when its payload does not fit, without telling the values', () => {
    const refuse = () => delivered({ payload: { guests: 101_000 } });
    expect(refuse).toThrow(InvalidJobError);
    expect(refuse).toThrow(/\/id, \/guests/);
    expect(refuse).not.toThrow(/101/);
  });
});
