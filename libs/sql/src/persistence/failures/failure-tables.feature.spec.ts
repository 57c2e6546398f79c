import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openSql, type SqlSession } from '@keelson/testing/servers';
import { failureOf } from './failure-of.js';
import type { FailureName, Meaning } from './failure-name.js';
import { mysqlFailures } from './mysql-failures.js';
import { postgresFailures } from './postgres-failures.js';

const engine = inject('engine');
const table: Readonly<Record<string, Meaning>> = engine === 'mysql' ? mysqlFailures : postgresFailures;

/** What the servers say in the cases that go by the message, as heard or from their sources, and what it means. */
const messages: Readonly<Record<string, Readonly<Record<string, FailureName>>>> = {
  '1030': {
    'Got error 28 "No space left on device" from storage engine InnoDB': 'full',
    "Got error 168 - 'Unknown (generic) error from engine' from storage engine": 'other',
  },
  '1047': {
    'WSREP has not yet prepared node for application use': 'wrong-primary',
    'Unknown command': 'other',
  },
  '1290': {
    'The MariaDB server is running with the --read-only option so it cannot execute this statement':
      'read-only',
    'The MySQL server is running with the --super-read-only option so it cannot execute this statement':
      'read-only',
    'The MariaDB server is running with the --secure-file-priv option so it cannot execute this statement':
      'other',
  },
  '25006': {
    'cannot execute INSERT in a read-only transaction': 'read-only',
    'cannot execute LOCK TABLE during recovery': 'wrong-primary',
  },
  '55000': {
    'recovery is in progress': 'wrong-primary',
    'currval of sequence "s" is not yet defined in this session': 'other',
  },
};

let sql: SqlSession;
beforeAll(async () => {
  sql = await openSql(engine, inject('servers')[engine] ?? '');
});
afterAll(() => sql?.end());

const raised = (code: string, message: string): Promise<unknown> =>
  sql
    .query(
      engine === 'mysql'
        ? `SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${code}, MESSAGE_TEXT = '${message.replaceAll("'", "''")}'`
        : `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${message}'; END $$`,
    )
    .then(
      () => 'nothing',
      (error: unknown) => error,
    );

it('names every code of its table as the server sends it', async () => {
  for (const [code, meaning] of Object.entries(table)) {
    const expected = typeof meaning === 'string' ? { 'raised by a test': meaning } : messages[code];
    expect(Object.keys(expected ?? {}).length, code).toBeGreaterThan(typeof meaning === 'string' ? 0 : 1);
    for (const [message, failure] of Object.entries(expected ?? {})) {
      const error = await raised(code, message);
      expect((error as Error).message, code).toContain(message);
      expect(failureOf(error), `${code}: ${message}`).toBe(failure);
    }
  }
});
