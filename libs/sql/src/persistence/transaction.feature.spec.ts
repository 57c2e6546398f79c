import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { SqlDatabase } from './sql-database.js';

describe('A transaction', () => {
  let app: TestApp;
  let database: SqlDatabase;
  const write = (name: string) =>
    database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', [name]);
  const names = async () =>
    (await database.read<{ name: string }>('SELECT name FROM schema_migration_marks ORDER BY name')).map(
      ({ name }) => name,
    );

  beforeAll(async () => {
    app = await startApp();
    database = app.get(SqlDatabase);
  });
  afterAll(async () => {
    await database.write('DELETE FROM schema_migration_marks');
    await app.close();
  });

  it('takes nothing more once it is over: what was not awaited does not write into another’s', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const failing = database.transaction(async () => {
      await write('first');
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => write('late'));
      late.catch(() => undefined);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(late).rejects.toThrow("This code's transaction has already ended");
    await database.transaction(async () => {
      await write('kept');
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => write('later'));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow("This code's transaction has already ended");
    expect(await names()).toEqual(['kept']);
  });

  it('joins one that is under way, unless it is to be separate', async () => {
    const attempt = database.transaction(async () => {
      await database.transaction(() => write('inner'));
      await database.separateTransaction(() => write('separate'));
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await names()).toEqual(['kept', 'separate']);
  });

  it('is run again as a whole after a deadlock, and its effects happen once', async () => {
    await database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', ['a']);
    await database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', ['b']);
    const runs = { one: 0, two: 0, effects: 0 };
    const touch = (name: string) =>
      database.write('UPDATE schema_migration_marks SET name = name WHERE name = ?', [name]);
    const lock = (name: string) =>
      database.read('SELECT name FROM schema_migration_marks WHERE name = ? FOR UPDATE', [name]);
    const both = (who: 'one' | 'two', first: string, second: string) =>
      database.transaction(async () => {
        runs[who] += 1;
        database.unit().afterCommit(() => void (runs.effects += 1));
        await lock(first);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await lock(second);
        await touch(second);
      });
    await Promise.all([both('one', 'a', 'b'), both('two', 'b', 'a')]);
    expect(runs.one + runs.two).toBeGreaterThan(2);
    expect(runs.effects).toBe(2);
  });
});
