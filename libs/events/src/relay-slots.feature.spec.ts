import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';
import { SqlLeases } from '../../sql/src/coordination/sql-leases.js';
import { Database } from '@keelson/sql';
import { slotCount } from '@keelson/sql/ports';
import { RelaySlots } from './relay-slots.js';

let app: TestApp;
beforeAll(async () => {
  // Without a relay of its own.
  app = await startApp({ environment: { ROLE: 'api' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.get(Database).write('DELETE FROM leases');
  // Whenever somebody looks, it is time to renew.
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 5_000));
});
afterEach(() => vi.restoreAllMocks());

const process = () => new RelaySlots(new SqlLeases(app.get(Database)));
const sizes = (...all: RelaySlots[]) =>
  Promise.all(all.map(async (one) => (await one.held()).size)).then((counts) => counts.sort((a, b) => a - b));

describe('The slots of relays', () => {
  it('are all held by the only one, shared out when others come, and taken over when one goes', async () => {
    const [one, two, three] = [process(), process(), process()];
    expect(await sizes(one)).toEqual([slotCount]);
    await vi.waitFor(async () => expect(await sizes(one, two)).toEqual([8, 8]), { timeout: 20_000 });
    await vi.waitFor(async () => expect(await sizes(one, two, three)).toEqual([4, 6, 6]), {
      timeout: 20_000,
    });
    const all = await Promise.all([one, two, three].map(async (each) => [...(await each.held()).keys()]));
    expect(new Set(all.flat()).size).toBe(slotCount);
    await one.leave();
    await vi.waitFor(async () => expect(await sizes(two, three)).toEqual([8, 8]), { timeout: 20_000 });
  });

  it('of a process that was killed fall to the others when its leases end', async () => {
    const [killed, other] = [process(), process()];
    await sizes(killed);
    expect(await sizes(other)).toEqual([0]);
    await app
      .get(Database)
      .write("UPDATE leases SET expires_at = '2001-01-01 00:00:00' WHERE name NOT LIKE '%seat:1'");
    await vi.waitFor(async () => expect(await sizes(other)).toEqual([slotCount]), { timeout: 20_000 });
  });
});
