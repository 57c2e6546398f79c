import { withContext } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { Database } from '../persistence/index.js';
import { LeaseLostError, type Leases } from './leases.js';
import { SqlLeases } from './sql-leases.js';

let app: TestApp;
let database: Database;
beforeAll(async () => {
  app = await startApp();
  database = app.get(Database);
});
afterAll(() => app.close());

/** Another process, as far as leases go. */
const process = (): Leases => new SqlLeases(database);
const freshName = () => `test:${randomUUID()}`;
const end = (name: string) =>
  database.write("UPDATE leases SET expires_at = '2001-01-01 00:00:00' WHERE name = ?", [name]);

describe('A lease', () => {
  it('lasts from a second to a day, and is asserted in a transaction', async () => {
    for (const seconds of [0, -1, 1.5, Number.NaN, 86_401])
      await expect(process().claim(freshName(), seconds)).rejects.toThrow(/1 to 86400 whole seconds/);
    const lease = await process().claim(freshName(), 1);
    await expect(lease?.assertHeld()).rejects.toThrow(/inside a transaction/);
  });

  it('is held by one process, which can renew it', async () => {
    const [one, other, name] = [process(), process(), freshName()];
    const lease = await one.claim(name, 30);
    expect(lease).toMatchObject({ name, fence: 1 });
    expect(await other.claim(name, 30)).toBeNull();
    expect(await one.claim(name, 30)).toMatchObject({ fence: 1 });
    await database.transaction(() => lease?.assertHeld() ?? Promise.reject(new Error('no lease')));
  });

  it('goes to exactly one of many who ask at once', async () => {
    for (const prepare of [() => Promise.resolve(), end]) {
      const name = freshName();
      await process().claim(name, 30);
      await prepare(name);
      const won = await Promise.all(Array.from({ length: 8 }, () => process().claim(name, 30)));
      expect(won.filter(Boolean)).toHaveLength(prepare === end ? 1 : 0);
    }
    const name = freshName();
    const won = await Promise.all(Array.from({ length: 8 }, () => process().claim(name, 30)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('is taken over when it has ended, with a higher fence, and the first holder finds out', async () => {
    const [one, other, name] = [process(), process(), freshName()];
    const frozen = await one.claim(name, 30);
    await end(name);
    expect(await other.claim(name, 30)).toMatchObject({ fence: 2 });
    const late = database.transaction(() => frozen?.assertHeld() ?? Promise.resolve());
    await expect(late).rejects.toThrow(LeaseLostError);
    expect(await one.claim(name, 30)).toBeNull();
  });

  it('ends by the clock of the database, by itself', async () => {
    const [one, other, name] = [process(), process(), freshName()];
    await one.claim(name, 1);
    let taken = await other.claim(name, 30);
    expect(taken).toBeNull();
    while (!taken) {
      await pause(50);
      taken = await other.claim(name, 30);
    }
    expect(taken.fence).toBe(2);
  });

  it('can not be taken over while a transaction has asserted it', async () => {
    const [one, other, name] = [process(), process(), freshName()];
    const lease = await one.claim(name, 30);
    let taking: Promise<unknown> = Promise.resolve();
    let over = false;
    await database.transaction(async () => {
      await lease?.assertHeld();
      taking = endAndClaim(other, name).then((taken) => expect([over, taken !== null]).toEqual([true, true]));
      await pause(200);
      over = true;
    });
    await taking;
  });

  it('given back is free at once, and its holder has it no more', async () => {
    const [one, other, name] = [process(), process(), freshName()];
    const lease = await one.claim(name, 30);
    await lease?.release();
    await expect(database.transaction(() => lease?.assertHeld() ?? Promise.resolve())).rejects.toThrow(
      LeaseLostError,
    );
    expect(await other.claim(name, 30)).toMatchObject({ fence: 2 });
  });

  it('is told apart from others when many are asserted or renewed, and holders are counted', async () => {
    const [one, other, prefix] = [process(), process(), freshName()];
    const leases = [await one.claim(`${prefix}:a`, 30), await one.claim(`${prefix}:b`, 30)].map((lease) => {
      if (!lease) throw new Error('not free');
      return lease;
    });
    expect(await one.countHeld(`${prefix}:`)).toBe(1);
    await end(`${prefix}:b`);
    await other.claim(`${prefix}:b`, 30);
    expect(await one.countHeld(`${prefix}:`)).toBe(2);
    for (const held of [
      await database.transaction(() => one.lockHeld(leases)),
      await one.renew(leases, 30),
      await one.renew([...leases].reverse(), 30),
    ])
      expect(held.map(({ name }) => name)).toEqual([`${prefix}:a`]);
  });
});

/** Outside of the transaction that this is called in. */
function endAndClaim(leases: Leases, name: string) {
  return withContext({ unit: null }, async () => {
    await end(name);
    return leases.claim(name, 30);
  });
}
