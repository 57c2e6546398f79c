import {
  asOrganization,
  currentOrganizationId,
  defineEvent,
  Feature,
  Identifier,
  Stores,
  Subscriber,
  Text,
  type Delivery,
  type EventHandler,
  type RecordedEvent,
} from '@keelson/kernel';
import { Database, RetentionRules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventRetention } from '../../libs/events/src/event-retention.js';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { BoatLaunched } from '../support/features/berths/boat.entity.js';
import { BerthsModule } from '../support/features/berths/index.js';
import { refusedBoot } from '../support/refused-boot.js';
import { Note, NotesModule } from '../support/features/notes/index.js';

class BoatName {
  @Identifier()
  id!: string;

  @Text({ max: 40, optional: true })
  name!: string | null;
}
const BoatCreated = defineEvent('boat.created', BoatName);
const BoatUpdated = defineEvent('boat.updated', BoatName);
/** Of another age of the program: boats are launched in version 2 by now. */
const OldBoatLaunched = defineEvent('boat.launched', BoatName, 1);

interface Met {
  readonly subscriber: string;
  readonly event: RecordedEvent<BoatName>;
  readonly attempt: number;
  readonly organizationId: string;
}

/** What subscribers have met, and who is to fail: by the name of the boat. */
const met: Met[] = [];
const failing = new Map<string, number>();

function note(subscriber: string, event: RecordedEvent<BoatName>, { number }: Delivery): void {
  met.push({ subscriber, event, attempt: number, organizationId: currentOrganizationId() });
  const left = failing.get(`${subscriber} ${event.payload.name}`) ?? 0;
  if (left === 0) return;
  failing.set(`${subscriber} ${event.payload.name}`, left - 1);
  throw new Error('not today');
}

/** Writes a row, and fails after that. */
@Subscriber('harbour.register', { to: BoatLaunched, effects: 'database' })
class Register implements EventHandler<BoatName> {
  constructor(private readonly stores: Stores) {}

  async handle(event: RecordedEvent<BoatName>, delivery: Delivery): Promise<void> {
    await this.stores.of(Note).insert({ text: `Register ${event.payload.name}` });
    note('harbour.register', event, delivery);
  }
}

@Subscriber('harbour.signal', { to: [BoatCreated, BoatUpdated, BoatLaunched], effects: 'outside' })
class Signal implements EventHandler<BoatName> {
  async handle(event: RecordedEvent<BoatName>, delivery: Delivery): Promise<void> {
    // Later events of a boat would overtake an earlier one here, if they could.
    await new Promise((resolve) => setTimeout(resolve, event.type === 'boat.created' ? 20 : 0));
    note('harbour.signal', event, delivery);
  }
}

/** One attempt, then parked. */
@Subscriber('harbour.inspect', { to: [BoatCreated, BoatLaunched], effects: 'outside', attempts: 1 })
class Inspect implements EventHandler<BoatName> {
  handle(event: RecordedEvent<BoatName>, delivery: Delivery): Promise<void> {
    return Promise.resolve().then(() => note('harbour.inspect', event, delivery));
  }
}

@Subscriber('harbour.remember', { to: OldBoatLaunched, effects: 'outside' })
class Remember implements EventHandler<BoatName> {
  handle(event: RecordedEvent<BoatName>, delivery: Delivery): Promise<void> {
    return Promise.resolve().then(() => note('harbour.remember', event, delivery));
  }
}

const declared = Feature.declare({ events: [BoatCreated, BoatUpdated, BoatLaunched] });

@Module({
  imports: [NotesModule, BerthsModule, declared],
  providers: [Register, Signal, Inspect, Remember],
})
class HarbourModule {}

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp({ modules: [HarbourModule] });
  ada = await app.signUp();
});
afterAll(() => app.close());

const launchNew = async (name: string): Promise<string> => {
  const { json } = await ada.post('/v1/boats', { name, captain: 'Jason' });
  expect((await ada.post(`/v1/boats/${json.id}/launch`)).status).toBe(200);
  return json.id as string;
};
const metBy = (subscriber: string, boat: string) =>
  met.filter((one) => one.subscriber === subscriber && one.event.aggregate.id === boat);
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const deliveries = async (queue: string): Promise<{ id: string; state: string; attempt: number }[]> =>
  (await ada.get(`/v1/jobs?filter[queue]=${queue}&limit=200`)).json.data;

describe('A subscriber', () => {
  it('with effects in the database takes effect once, however often it is tried', async () => {
    failing.set('harbour.register Argo', 1);
    const boat = await launchNew('Argo');
    await until(() => expect(metBy('harbour.register', boat).map(({ attempt }) => attempt)).toEqual([1, 2]));
    await until(async () => {
      const notes = await asOrganization(ada.organizationId, () => app.get(Stores).of(Note).find({}));
      expect(notes.map(({ text }) => text)).toEqual(['Register Argo']);
    });
    const audit = await ada.get('/v1/audit-entries?filter[action]=harbour.register');
    expect(audit.json.data).toMatchObject([{ kind: 'created', subjectType: 'note', actorId: ada.userId }]);
  });

  it('with effects outside meets the event again under the same id, in its organization', async () => {
    failing.set('harbour.signal Pequod', 2);
    const boat = await launchNew('Pequod');
    await until(() => expect(metBy('harbour.signal', boat).length).toBe(4));
    const [first, second, third, last] = metBy('harbour.signal', boat);
    expect([first, second, third].map((one) => one?.event.type)).toEqual(Array(3).fill('boat.created'));
    expect(new Set([first, second, third].map((one) => one?.event.id)).size).toBe(1);
    expect(last?.event).toMatchObject({
      type: 'boat.launched',
      version: 2,
      sequence: 2,
      causedBy: ada.userId,
      organizationId: ada.organizationId,
      aggregate: { type: 'boat', id: boat },
      payload: { id: boat, name: 'Pequod' },
    });
    expect(last?.organizationId).toBe(ada.organizationId);
  });

  it('meets the events of an aggregate in their order, those of many side by side', async () => {
    const boats = await Promise.all(Array.from({ length: 12 }, (_, n) => launchNew(`Fleet ${n}`)));
    await until(() => {
      for (const boat of boats)
        expect(metBy('harbour.signal', boat).map(({ event }) => event.type)).toEqual([
          'boat.created',
          'boat.launched',
        ]);
    });
  });

  it('whose attempts are used up parks the event and holds its aggregate alone, until it is retried or skipped', async () => {
    for (const name of ['Medusa', 'Erebus']) failing.set(`harbour.inspect ${name}`, 1);
    const [medusa, erebus, beagle] = [
      await launchNew('Medusa'),
      await launchNew('Erebus'),
      await launchNew('Beagle'),
    ];
    await until(() => expect(metBy('harbour.inspect', beagle)).toHaveLength(2));
    await until(async () => {
      const states = (await deliveries('harbour.inspect')).map(({ state }) => state);
      expect(states.filter((state) => state === 'dead')).toHaveLength(2);
    });
    const dead = (await deliveries('harbour.inspect')).filter(({ state }) => state === 'dead');
    expect([metBy('harbour.inspect', medusa).length, metBy('harbour.inspect', erebus).length]).toEqual([
      1, 1,
    ]);
    // The newest first: Erebus, then Medusa.
    expect((await ada.post(`/v1/jobs/${dead[0]?.id}/skip`)).status).toBe(200);
    expect((await ada.post(`/v1/jobs/${dead[1]?.id}/retry`)).status).toBe(200);
    const types = (boat: string) => metBy('harbour.inspect', boat).map(({ event }) => event.type);
    await until(() => expect(types(medusa)).toEqual(['boat.created', 'boat.created', 'boat.launched']));
    await until(() => expect(types(erebus)).toEqual(['boat.created', 'boat.launched']));
  });

  it('never meets a version that it does not know; the delivery is parked at once, by name', async () => {
    const before = (await deliveries('harbour.remember')).length;
    await launchNew('Nautilus');
    await until(async () => {
      const all = await deliveries('harbour.remember');
      expect(all.length).toBe(before + 1);
      expect(all[0]).toMatchObject({ state: 'dead', attempt: 1 });
    });
    const [parked] = await deliveries('harbour.remember');
    const { json } = await ada.get(`/v1/jobs/${parked?.id}/attempts`);
    expect(json.data).toMatchObject([{ number: 1, outcome: 'invalid' }]);
    expect(json.data[0].error).toContain('does not handle version 2 of boat.launched');
    const metrics = (await app.http('GET', '/metrics')).text;
    expect(metrics).toMatch(
      /keelson_job_attempt_duration_seconds_count{queue="harbour.remember",outcome="invalid"} [1-9]/,
    );
    expect(met.filter(({ subscriber }) => subscriber === 'harbour.remember')).toEqual([]);
  });
});

describe('Old events', () => {
  it('are deleted, but for those that somebody has not handled', async () => {
    const signal = new AbortController().signal;
    const database = app.get(Database);
    expect(
      await new EventRetention(database, { keptDays: 30 }, new RetentionRules()).run({}, { signal }),
    ).toEqual({
      deleted: 0,
    });
    failing.set('harbour.inspect Dutchman', 1);
    await launchNew('Dutchman');
    const mine = <R extends object>(sql: string) =>
      asOrganization(ada.organizationId, () => database.read<R>(sql, [ada.organizationId]));
    await until(async () => {
      const left = "state IN ('waiting', 'delayed', 'active')";
      expect(await mine(`SELECT id FROM jobs WHERE organization_id = ? AND ${left}`)).toEqual([]);
      expect(
        await mine('SELECT id FROM outbox_events WHERE organization_id = ? AND position IS NULL'),
      ).toEqual([]);
    });
    const retention = new EventRetention(database, { keptDays: 0 }, new RetentionRules());
    let deleted = 0;
    let kept: unknown[] = [];
    // An event of this millisecond is not old yet.
    await until(async () => {
      deleted += (await retention.run({}, { signal })).deleted;
      kept = await mine('SELECT id FROM outbox_events WHERE organization_id = ? ORDER BY id');
      const unhandled = await mine(
        "SELECT DISTINCT event_id AS id FROM jobs WHERE organization_id = ? AND state IN ('dead', 'held') ORDER BY event_id",
      );
      expect(kept).toEqual(unhandled);
    });
    expect(deleted).toBeGreaterThan(5);
    expect(kept.length).toBeGreaterThan(1);
    expect((await ada.get('/v1/event-log?after=1')).status).toBe(422);
  });
});

describe('An application is refused', () => {
  const subscriber = (name: string, to: typeof BoatCreated) => {
    @Subscriber(name, { to, effects: 'outside' })
    class Some implements EventHandler<BoatName> {
      async handle(): Promise<void> {}
    }
    return Some;
  };
  const moduleOf = (...providers: (typeof Register | ReturnType<typeof subscriber>)[]) => {
    @Module({ imports: [declared], providers })
    class SomeModule {}
    return SomeModule;
  };

  it('with two subscribers of one name, or one who waits for what nobody declares', async () => {
    const twins = [subscriber('boats.cheer', BoatCreated), subscriber('boats.cheer', BoatUpdated)];
    expect(await refusedBoot(app, moduleOf(...twins))).toMatch(
      /Two providers declare @Subscriber "boats.cheer"/,
    );
    const lost = subscriber('boats.cheer', defineEvent('boat.sunk', BoatName));
    expect(await refusedBoot(app, moduleOf(lost))).toMatch(
      /"boats.cheer" subscribes to "boat.sunk", which no feature declares/,
    );
  });
});
