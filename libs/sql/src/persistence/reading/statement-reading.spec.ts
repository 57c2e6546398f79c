import { beforeAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../engine.js';
import { readMysql } from './mysql-reader.js';
import { loadPostgresReader } from './postgres-reader.js';
import type { KnownTables, Reader, Reading } from './reading.js';
import { controlsTransaction } from './transaction-control.js';

const tables: KnownTables = {
  tenants: new Map([
    ['orders', 'organization_id'],
    ['payments', 'organization_id'],
  ]),
  others: new Set(['users', 'organizations', 'diary']),
};
const readers: Partial<Record<Dialect, Reader>> = { mysql: readMysql };
beforeAll(async () => {
  readers.postgres = await loadPostgresReader();
});
const read = (text: string, dialect: Dialect): Reading =>
  readers[dialect]?.(text, tables) ?? { kind: 'unclear', reason: 'no reader' };
/** The same statement with the placeholders of PostgreSQL. */
const numbered = (text: string): string => {
  let position = 0;
  return text.replaceAll('?', () => `$${(position += 1)}`);
};
const everywhere: readonly Dialect[] = ['mysql', 'postgres'];
const placed = (text: string, dialect: Dialect) => (dialect === 'postgres' ? numbered(text) : text);
const ascending = (a: number, b: number): number => a - b;
/** The parameters that bind tenants, in order; null when not all of them are parameters. */
const positionsIn = (reading: Reading): readonly number[] | null =>
  reading.kind === 'bound'
    ? reading.bindings.map((one) => (one.kind === 'parameter' ? one.position : -1)).toSorted(ascending)
    : null;
const bound = (...positions: readonly number[]) => ({
  kind: 'bound',
  bindings: positions.map((position) => ({ kind: 'parameter', position })),
});

describe.each(everywhere)('On %s', (dialect) => {
  const wellBound: Readonly<Record<string, readonly number[]>> = {
    'SELECT * FROM orders WHERE organization_id = ?': [0],
    'select * from ORDERS where Organization_Id = ? limit 5': [0],
    'SELECT * FROM orders WHERE ? = organization_id;': [0],
    'SELECT * FROM orders WHERE total > ? AND organization_id = ? ORDER BY total': [1],
    'SELECT * FROM orders WHERE ((organization_id = ?) AND (total > ? OR total < ?))': [0],
    'SELECT * FROM orders WHERE total BETWEEN ? AND ? AND organization_id = ?': [2],
    'SELECT * FROM orders WHERE NOT (total = ?) AND organization_id = ? FOR UPDATE': [1],
    'SELECT * FROM orders WHERE organization_id = ? ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED': [0],
    'SELECT o.id FROM orders AS o WHERE o.organization_id = ? AND o.id IN (?, ?, ?)': [0],
    'SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.organization_id = ? AND p.organization_id = ?':
      [0, 1],
    'SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id AND p.organization_id = ? AND o.organization_id = ?':
      [1, 0],
    'SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.organization_id = ? WHERE o.organization_id = ?':
      [1, 0],
    'SELECT o.id FROM payments p RIGHT JOIN orders o ON p.organization_id = ? WHERE o.organization_id = ?': [
      0, 1,
    ],
    'SELECT COUNT(*) FROM orders, payments p WHERE orders.organization_id = ? AND p.organization_id = ? GROUP BY orders.id':
      [0, 1],
    'SELECT u.id FROM users u JOIN (orders o CROSS JOIN payments p) ON o.id = u.id WHERE o.organization_id = ? AND p.organization_id = ?':
      [0, 1],
    'SELECT * FROM users WHERE id IN (SELECT created_by FROM orders WHERE organization_id = ?)': [0],
    'SELECT (SELECT COUNT(*) FROM orders WHERE organization_id = ?) AS n': [0],
    'SELECT * FROM orders o WHERE o.organization_id = ? AND EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.organization_id = ?)':
      [0, 1],
    'SELECT id FROM orders WHERE organization_id = ? UNION ALL SELECT id FROM payments WHERE organization_id = ? ORDER BY id':
      [0, 1],
    '(SELECT id FROM orders WHERE organization_id = ?) UNION (SELECT id FROM payments WHERE organization_id = ?)':
      [0, 1],
    'WITH mine AS (SELECT * FROM orders WHERE organization_id = ?) SELECT * FROM mine JOIN users u ON u.id = mine.id':
      [0],
    'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n, orders o WHERE o.organization_id = ?':
      [0],
    'SELECT x.id FROM (SELECT id FROM orders WHERE organization_id = ?) x': [0],
    'SELECT id, ROW_NUMBER() OVER (PARTITION BY status ORDER BY total DESC) AS place FROM orders WHERE organization_id = ?':
      [0],
    'SELECT CASE WHEN total > ? THEN 1 ELSE 2 END FROM orders WHERE organization_id = ?': [1],
    'SELECT * FROM orders WHERE (CASE WHEN total > ? THEN 1 ELSE 2 END) = 1 AND organization_id = ?': [1],
    'SELECT SUM(total), LEFT(reference, 2) FROM orders WHERE organization_id = ? GROUP BY LEFT(reference, 2) HAVING SUM(total) > 5':
      [0],
    'INSERT INTO orders (id, organization_id, total) VALUES (?, ?, ?)': [1],
    'INSERT INTO orders (id, organization_id) VALUES (?, ?), (?, ?);': [1, 3],
    'INSERT INTO orders (id, organization_id, total) SELECT p.id, ?, p.total FROM payments p WHERE p.organization_id = ?':
      [1, 0],
    'INSERT INTO diary (text) SELECT reference FROM orders WHERE organization_id = ?': [0],
    'UPDATE orders SET total = ?, note = CONCAT(note, ?) WHERE id = ? AND organization_id = ?': [3],
    'UPDATE orders SET total = (SELECT SUM(p.total) FROM payments p WHERE p.organization_id = ?) WHERE organization_id = ?':
      [1, 0],
    'DELETE FROM orders WHERE organization_id = ? AND id = ?': [0],
    'DELETE FROM orders WHERE organization_id = ? AND id IN (SELECT order_id FROM payments WHERE organization_id = ?)':
      [0, 1],
  };
  it.each(Object.entries(wellBound))('finds where each tenant is bound: %s', (text, positions) => {
    expect(positionsIn(read(placed(text, dialect), dialect))).toEqual(positions.toSorted(ascending));
  });

  it('knows quoted names, and the tenant as a literal', () => {
    const quoted =
      dialect === 'mysql'
        ? "SELECT `o`.`id` FROM `orders` `o` WHERE `o`.`organization_id` = 'own'"
        : `SELECT "o"."id" FROM "orders" "o" WHERE "o"."organization_id" = 'own'`;
    expect(read(quoted, dialect)).toEqual({
      kind: 'bound',
      tables: ['orders'],
      bindings: [{ kind: 'literal', value: 'own' }],
    });
  });

  it.each([
    'SELECT 1',
    'SELECT * FROM organizations WHERE id = ?',
    "INSERT INTO diary (text) VALUES ('the orders came')",
    'UPDATE users SET name = ? WHERE id = ?',
    'SELECT * FROM information_schema.tables',
  ])('lets alone what touches no tenant: %s', (text) => {
    expect(read(placed(text, dialect), dialect)).toEqual({ kind: 'free' });
  });

  it.each([
    // Not every row is the tenant's.
    'SELECT * FROM orders',
    'SELECT * FROM orders WHERE id = ?',
    'SELECT * FROM orders WHERE organization_id = ? OR 1 = 1',
    'SELECT * FROM orders WHERE total = ? OR (id = ? AND organization_id = ?)',
    'SELECT * FROM orders WHERE total = ? XOR id = ? AND organization_id = ?',
    'SELECT * FROM orders WHERE total BETWEEN ? AND organization_id = ?',
    'SELECT * FROM orders WHERE CASE WHEN total = ? AND organization_id = ? AND id = ? THEN 1 ELSE 1 END = 1',
    'SELECT * FROM orders WHERE NOT organization_id = ?',
    'SELECT * FROM orders WHERE NOT (organization_id = ?)',
    'SELECT * FROM orders WHERE NOT (organization_id = ? AND total = ?)',
    'SELECT * FROM orders WHERE organization_id <> ?',
    'SELECT * FROM orders WHERE organization_id >= ?',
    'SELECT * FROM orders WHERE organization_id IN (?, ?)',
    'SELECT * FROM orders WHERE organization_id LIKE ?',
    'SELECT * FROM orders WHERE organization_id = organization_id',
    'SELECT * FROM orders WHERE organization_id = LOWER(?)',
    'SELECT * FROM orders WHERE organization_id = ? = 0',
    'SELECT * FROM orders WHERE (organization_id = ?) = 0',
    'SELECT * FROM orders WHERE (organization_id = ?) IS NULL',
    "SELECT * FROM orders WHERE 'organization_id' = ?",
    'SELECT * FROM orders WHERE parent.organization_id = ?',
    'SELECT * FROM orders HAVING organization_id = ?',
    // Only one of two tables is bound.
    'SELECT * FROM orders o JOIN payments p ON p.organization_id = o.organization_id WHERE o.organization_id = ?',
    'SELECT * FROM orders, payments WHERE organization_id = ?',
    'SELECT p.* FROM orders o JOIN orders p ON 1 = 1 WHERE o.organization_id = ?',
    'SELECT p.* FROM orders JOIN public.orders p ON 1 = 1 WHERE orders.organization_id = ?',
    // An outer join keeps the rows of one side.
    'SELECT * FROM orders o LEFT JOIN users u ON o.organization_id = ?',
    'SELECT * FROM users u RIGHT JOIN orders o ON o.organization_id = ?',
    'SELECT * FROM orders o LEFT JOIN (payments p JOIN users u ON o.organization_id = ?) ON p.organization_id = ?',
    // A part of it is not bound.
    'SELECT * FROM users WHERE id IN (SELECT created_by FROM orders)',
    'SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE u.organization_id = ?)',
    'SELECT * FROM orders o WHERE o.organization_id = ? AND EXISTS (SELECT 1 FROM payments p WHERE p.organization_id = o.organization_id)',
    'SELECT * FROM orders o WHERE o.organization_id = ? AND EXISTS (SELECT 1 FROM payments p WHERE o.organization_id = ?)',
    'SELECT id FROM orders WHERE organization_id = ? UNION SELECT id FROM orders',
    '(SELECT id FROM orders WHERE organization_id = ?) UNION (SELECT id FROM payments)',
    'WITH all_orders AS (SELECT * FROM orders) SELECT * FROM all_orders WHERE organization_id = ?',
    'WITH orders AS (SELECT 1 AS organization_id) SELECT * FROM orders WHERE organization_id = ?',
    'SELECT * FROM (SELECT * FROM orders) o WHERE o.organization_id = ?',
    'SELECT (SELECT COUNT(*) FROM orders) AS everything',
    'SELECT id FROM orders WHERE organization_id = ? ORDER BY (SELECT MAX(total) FROM payments)',
    'SELECT id FROM orders WHERE organization_id = ? GROUP BY id HAVING id = (SELECT MAX(id) FROM payments)',
    'SELECT COUNT(*) FILTER (WHERE id = ? AND organization_id = ? AND total = ?) FROM orders',
    'INSERT INTO diary (text) SELECT reference FROM orders',
    'INSERT INTO diary (text) VALUES ((SELECT reference FROM orders LIMIT 1))',
    'UPDATE users SET name = (SELECT MAX(reference) FROM orders) WHERE id = ?',
    'DELETE FROM users WHERE id IN (SELECT created_by FROM orders)',
    // What is no table of ours may show anybody's rows.
    'SELECT * FROM all_the_orders',
    'SELECT * FROM all_the_orders WHERE organization_id = ?',
    'SELECT * FROM users JOIN all_the_orders ON 1 = 1',
    'SELECT * FROM information_schema.processlist',
    'SELECT * FROM pg_stat_activity',
    'SELECT everybodys_orders()',
    'SELECT * FROM everybodys_orders(1)',
    'SELECT app.everybodys_orders()',
    // More than one statement, or none that reads and writes rows.
    'SELECT * FROM orders WHERE organization_id = ?; DELETE FROM orders',
    'SELECT 1; SELECT 2',
    'TABLE orders',
    'SELECT * FROM users WHERE id IN (TABLE orders)',
    'SELECT * INTO copied FROM orders WHERE organization_id = ?',
    'TRUNCATE orders',
    'DROP TABLE orders',
    'CREATE TABLE x (id int)',
    'CREATE VIEW x AS SELECT * FROM users',
    'ALTER TABLE orders ADD COLUMN x int',
    'LOCK TABLES orders WRITE',
    'EXPLAIN SELECT * FROM orders WHERE organization_id = ?',
    'MERGE INTO orders o USING payments p ON o.id = p.id WHEN MATCHED THEN DELETE',
    'SET search_path = evil',
    "SET sql_mode = 'ANSI_QUOTES'",
    'SET ROLE postgres',
    // What runs text of its own, or can be read in two ways.
    "PREPARE s FROM 'SELECT 1'",
    "EXECUTE IMMEDIATE CONCAT('SELECT * FROM ord', 'ers')",
    'DO SLEEP(1)',
    'CALL sweep()',
    'SELECT * FROM orders -- WHERE organization_id = ?',
    "SELECT * FROM orders WHERE note = 'x\\' AND organization_id = ? AND y = '",
    "SELECT * FROM orders WHERE note = 'x",
    'SELECT * FROM orders AS o (organization_id, id) WHERE o.organization_id = ?',
    '',
    ' ',
  ])('refuses what is not plainly the tenant’s: %s', (text) => {
    expect(read(placed(text, dialect), dialect)).toMatchObject({ kind: 'unclear' });
  });

  it.each([
    'INSERT INTO orders VALUES (?, ?)',
    'INSERT INTO orders (id, total) VALUES (?, ?)',
    'INSERT INTO orders (id, organization_id) VALUES (?, UPPER(?))',
    'INSERT INTO orders (id, organization_id) VALUES (?, ?), (?, DEFAULT)',
    'INSERT INTO orders (id, organization_id) SELECT id, organization_id FROM payments WHERE organization_id = ?',
    'INSERT INTO orders (id, organization_id) SELECT * FROM users',
    'INSERT INTO orders (id, total, organization_id) SELECT u.*, ? FROM users u',
    'INSERT INTO orders (id, organization_id) SELECT id, ? FROM users UNION SELECT id, name FROM users',
    'INSERT INTO orders (orders.id, organization_id, total) VALUES (?, ?, ?)',
    'INSERT INTO orders (id, organization_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE total = 1',
    'INSERT INTO orders (id, organization_id) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET total = 1',
    'REPLACE INTO orders (id, organization_id) VALUES (?, ?)',
    'UPDATE orders SET organization_id = ? WHERE organization_id = ?',
    'UPDATE orders o SET o.organization_id = ? WHERE o.organization_id = ?',
    'UPDATE orders SET (total, organization_id) = (?, ?) WHERE organization_id = ?',
    "UPDATE orders SET note = 'WHERE', organization_id = ? WHERE organization_id = ?",
    'UPDATE orders SET ? WHERE organization_id = ?',
    'UPDATE orders SET total = 0',
    'DELETE FROM orders',
    'DELETE FROM orders WHERE id = ?',
    'DELETE FROM orders USING payments WHERE orders.organization_id = ?',
  ])('refuses a write beyond the tenant: %s', (text) => {
    expect(read(placed(text, dialect), dialect)).toMatchObject({ kind: 'unclear' });
  });

  it('takes a long list of values, and no endless text', () => {
    const rows = Array.from({ length: 5_000 }, () => '(?, ?)').join(', ');
    const text = placed(`INSERT INTO orders (id, organization_id) VALUES ${rows}`, dialect);
    expect(read(text, dialect)).toMatchObject({ kind: 'bound' });
    expect(read(`SELECT '${'x'.repeat(1_000_000)}'`, dialect)).toMatchObject({ kind: 'unclear' });
    const deep = `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
    expect(read(deep, dialect)).toMatchObject({ kind: 'unclear' });
    expect(read(text, dialect)).toMatchObject({ kind: 'bound' });
  });
});

describe('What one engine alone reads so', () => {
  it.each([
    'SELECT * FROM orders WHERE note = ? || 1 = 1 AND organization_id = ?',
    'SELECT * FROM orders WHERE note = ? ||-1 AND organization_id = ?',
    'SELECT * FROM orders WHERE note = ? && organization_id = ? || 1',
    'SELECT * FROM orders WHERE ! organization_id = ?',
    'SELECT * FROM orders WHERE organization_id = _utf8mb4 ?',
    'SELECT * FROM orders WHERE note = "\\" AND organization_id = ? AND x = \\""',
    "SELECT * FROM orders WHERE note = '?' AND organization_id = ?",
    'SELECT `?` FROM orders WHERE organization_id = ?',
    'SELECT ?? FROM orders WHERE organization_id = ?',
    'SELECT * FROM orders WHERE organization_id = $1',
    'SELECT * FROM orders WHERE "organization_id" = ?',
    'SELECT * FROM `shop`.`orders` WHERE organization_id = ?',
    'SELECT * FROM orders /* x */ WHERE organization_id = ?',
    'SELECT /*! id FROM orders -- */ 1',
    'SELECT /*+ NO_INDEX_MERGE(orders) */ id FROM orders WHERE organization_id = ?',
    'SELECT * FROM orders # WHERE organization_id = ?',
    'SELECT * FROM orders PROCEDURE ANALYSE()',
    "SELECT * FROM orders WHERE organization_id = ? INTO OUTFILE 'x'",
    "SELECT LOAD_FILE('x')",
    "LOAD DATA INFILE 'x' INTO TABLE orders",
    'HANDLER orders OPEN',
    'SHOW TABLES',
    'SELECT * FROM orders FOR SYSTEM_TIME ALL WHERE organization_id = ?',
    'SELECT * FROM orders PARTITION (p0) WHERE organization_id = ?',
    "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$')) t",
    'DELETE FROM orders USING orders JOIN payments ON 1 = 1 WHERE orders.organization_id = ? AND payments.organization_id = ?',
    'DELETE o, p FROM orders o JOIN payments p ON p.id = o.id WHERE o.organization_id = ?',
    'UPDATE orders o JOIN payments p ON p.id = o.id SET p.total = 1 WHERE o.organization_id = ?',
    'SELECT @x := organization_id FROM orders WHERE organization_id = ?',
  ])('MySQL refuses %s', (text) => expect(read(text, 'mysql').kind).toBe('unclear'));

  it.each<readonly [string, readonly number[]]>([
    ['SELECT id FROM orders FORCE INDEX FOR ORDER BY (x) WHERE organization_id = ?', [0]],
    [
      'SELECT id FROM orders o USE INDEX (x) IGNORE INDEX (y) WHERE organization_id = ? LOCK IN SHARE MODE',
      [0],
    ],
    [
      'SELECT STRAIGHT_JOIN o.id FROM orders o STRAIGHT_JOIN users u ON u.id = o.id WHERE o.organization_id = ?',
      [0],
    ],
    [
      'UPDATE orders o JOIN payments p ON p.id = o.id SET p.total = 1 WHERE o.organization_id = ? AND p.organization_id = ?',
      [0, 1],
    ],
    [
      'DELETE o FROM orders o JOIN payments p ON p.id = o.id WHERE o.organization_id = ? AND p.organization_id = ?',
      [0, 1],
    ],
    ['DELETE FROM orders WHERE organization_id = ? ORDER BY id LIMIT 5 RETURNING id', [0]],
    ['SELECT id FROM orders WHERE organization_id = ? AND MATCH (note) AGAINST (? IN BOOLEAN MODE)', [0]],
    [
      'SELECT COUNT(DISTINCT total), GROUP_CONCAT(id ORDER BY id) FROM orders WHERE organization_id = ? GROUP BY status WITH ROLLUP',
      [0],
    ],
    [
      'SELECT EXTRACT(YEAR FROM created_at), DATE_ADD(created_at, INTERVAL 1 DAY) FROM orders WHERE organization_id = ?',
      [0],
    ],
    ['INSERT IGNORE INTO orders (id, organization_id) VALUES (?, ?)', [1]],
  ])('MySQL reads %s', (text, positions) => expect(read(text, 'mysql')).toMatchObject(bound(...positions)));

  it.each([
    'SELECT * FROM U&"\\006frders"',
    'SELECT * FROM orders WHERE organization_id = ?',
    "SELECT * FROM orders WHERE organization_id = 'a' || 'b'",
    'DO $$ BEGIN DELETE FROM orders; END $$',
    'COPY orders TO STDOUT',
    'COPY (SELECT * FROM orders) TO STDOUT',
    'SELECT * FROM "ORDERS" WHERE organization_id = $1',
    'SELECT * FROM ONLY orders',
    'SELECT * FROM orders TABLESAMPLE SYSTEM (100) WHERE organization_id = $1',
    'SELECT * FROM orders o FULL JOIN payments p ON o.organization_id = $1 AND p.organization_id = $1',
    'SELECT * FROM users u, LATERAL (SELECT * FROM orders o WHERE o.created_by = u.id) x',
    'SELECT * FROM (orders o JOIN users u ON true) AS j WHERE j.organization_id = $1',
    'INSERT INTO diary (text) VALUES ($1) RETURNING (SELECT max(reference) FROM orders)',
    'UPDATE users SET name = $1 RETURNING (SELECT max(reference) FROM orders)',
    'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone WHERE organization_id = $1',
    'INSERT INTO orders (id, organization_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET total = 1 WHERE organization_id = $2',
    'INSERT INTO orders (id, organization_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET total = 1 WHERE excluded.organization_id = $2',
    'INSERT INTO orders (id, organization_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET organization_id = $2 WHERE orders.organization_id = $2',
    'SELECT * FROM orders WHERE organization_id OPERATOR(public.=) $1',
    'SELECT * FROM orders WHERE organization_id = $1::char(3)',
    "SELECT query_to_xml('SELECT * FROM orders', true, true, '')",
    "SELECT * FROM dblink('SELECT * FROM orders') AS t (id text)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT set_config('search_path', 'evil', false)",
    "SELECT * FROM ts_stat('SELECT 1')",
    'SELECT * FROM pg_stats',
    'SELECT * FROM pg_catalog.pg_authid',
    'UPDATE pg_class SET relname = $1',
    'PREPARE s AS SELECT * FROM orders',
    'EXECUTE s',
    'DECLARE c CURSOR FOR SELECT * FROM orders',
    'SET standard_conforming_strings = off',
    'LISTEN x',
    'PREPARE TRANSACTION $1',
  ])('PostgreSQL refuses %s', (text) => expect(read(text, 'postgres').kind).toBe('unclear'));

  it.each<readonly [string, readonly number[]]>([
    ['SELECT * FROM orders /* a note */ WHERE organization_id = $1 -- the tenant', [0]],
    ['SELECT * FROM ONLY (orders) WHERE organization_id = $1::uuid', [0]],
    ["SELECT * FROM orders WHERE note = E'x\\'' AND organization_id = $1", [0]],
    [
      'SELECT * FROM users u, LATERAL (SELECT * FROM orders o WHERE o.created_by = u.id AND o.organization_id = $1) x',
      [0],
    ],
    [
      'UPDATE orders SET total = p.total FROM payments p WHERE p.organization_id = $1 AND orders.organization_id = $1',
      [0, 0],
    ],
    [
      'DELETE FROM orders o USING payments p WHERE p.id = o.id AND p.organization_id = $1 AND o.organization_id = $2',
      [1, 0],
    ],
    [
      'WITH gone AS (DELETE FROM orders WHERE organization_id = $1 RETURNING *) SELECT count(*) FROM gone',
      [0],
    ],
    ['INSERT INTO orders (id, organization_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id', [1]],
    [
      'INSERT INTO orders (id, organization_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET total = excluded.total WHERE orders.organization_id = $2',
      [1, 1],
    ],
    ['SELECT count(*) FILTER (WHERE total > 5) FROM orders WHERE organization_id = $1', [0]],
    ['SELECT unnest($2::text[]), id FROM orders WHERE organization_id = $1 FETCH FIRST 5 ROWS ONLY', [0]],
  ])('PostgreSQL reads %s', (text, positions) => {
    expect(positionsIn(read(text, 'postgres'))).toEqual(positions.toSorted(ascending));
  });
});

describe('Transaction control', () => {
  it.each([
    'START TRANSACTION',
    'begin;',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT typeorm_1',
    'RELEASE SAVEPOINT typeorm_1',
    'ROLLBACK TO SAVEPOINT typeorm_1',
    'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
  ])('is let through as it is usual: %s', (text) => expect(controlsTransaction(text)).toBe(true));
  it.each([
    'COMMIT AND CHAIN',
    'COMMIT; DELETE FROM orders',
    "COMMIT PREPARED 'x'",
    "XA START 'x'",
    'SET SESSION TRANSACTION READ WRITE',
    'BEGIN NOT ATOMIC DELETE FROM orders; END',
    'SAVEPOINT "a"',
  ])('and in no other form: %s', (text) => expect(controlsTransaction(text)).toBe(false));
});
