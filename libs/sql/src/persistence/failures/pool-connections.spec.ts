import { Logger } from '@nestjs/common';
import { beforeEach, expect, it, vi } from 'vitest';
import { FailureLog } from './failure-log.js';
import { failureOf } from './failure-of.js';
import { PoolConnections } from './pool-connections.js';
import { watch } from './watched-connection.js';

const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
const error = (parts: object) => Object.assign(new Error('driver'), parts);
let connections: PoolConnections;
const opened = () => {
  const connection = {};
  connections.opened(connection);
  return connection;
};

beforeEach(() => {
  warnings.mockClear();
  connections = new PoolConnections(new FailureLog());
});

it.each([
  [{ code: '42P01' }, true],
  [{ code: '40P01' }, true],
  [{ code: '55P03' }, true],
  [{ code: '53100' }, true],
  [{ code: '57P01' }, false],
  [{ code: '25006' }, false],
  [{ errno: 1047, message: 'WSREP has not yet prepared node' }, false],
  // The server or the driver has ended the session, whatever for
  [{ code: '25P03', severity: 'FATAL' }, false],
  [{ code: 'XX000', severity: 'PANIC' }, false],
  [{ errno: 1153, fatal: true }, false],
])('after %j a connection is lent again: %s', (parts, lent) => {
  const [met, other] = [opened(), opened()];
  connections.failed(met, error(parts));
  expect([connections.mayBeLent(met), connections.mayBeLent(other)]).toEqual([lent, true]);
});

it('lends none of those that were open when the pool was renewed', async () => {
  const old = opened();
  await Promise.all([connections.renewed(), connections.renewed()]);
  expect(connections.mayBeLent(old)).toBe(false);
  const young = opened();
  expect(connections.mayBeLent(young)).toBe(true);
  await connections.renewed();
  expect(connections.mayBeLent(young)).toBe(false);
});

it('names what comes instead of a connection', () => {
  expect(failureOf(connections.refused(error({ code: '28P01' })))).toBe('away');
  expect(failureOf(connections.refused(error({ code: '53300' })))).toBe('busy');
});

it('logs a state once, with what the server says in one line, and no fault of a program', () => {
  const connection = opened();
  connections.failed(connection, error({ code: '42P01', message: 'no such table' }));
  connections.failed(connection, error({ code: '23505', message: 'Key (email)=(ada@example.com) exists' }));
  for (let time = 0; time < 3; time += 1)
    connections.failed(
      connection,
      error({ code: '53100', message: 'could not extend file\nDETAIL: secret' }),
    );
  expect(warnings.mock.calls).toEqual([
    ["The database's storage is full or failing (full): 53100: could not extend file"],
  ]);
});

it('hears of failures by callback and by promise, and passes on what there is', async () => {
  const connection = {
    query: (_text: string, done?: (reason: Error | null, result?: number) => void) =>
      done ? done(error({ code: '57P01' })) : Promise.reject(error({ code: '57P01' })),
    execute: (_text: string, done: (reason: Error | null, result?: number) => void) => done(null, 7),
  };
  connections.opened(connection);
  watch(connection, ['query', 'execute', 'prepare'], connections);
  expect(await new Promise((resolve) => connection.execute('SELECT 7', (_, result) => resolve(result)))).toBe(
    7,
  );
  expect(connections.mayBeLent(connection)).toBe(true);
  await expect(connection.query('SELECT 1')).rejects.toThrow('driver');
  await vi.waitFor(() => expect(connections.mayBeLent(connection)).toBe(false));
  connections.opened(connection);
  const other = { query: connection.query };
  connections.opened(other);
  watch(other, ['query'], connections);
  void other.query('SELECT 1', () => undefined);
  expect(connections.mayBeLent(other)).toBe(false);
});
