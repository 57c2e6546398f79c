import { describe, expect, it } from 'vitest';
import type { Dialect } from './engine.js';
import { readStatement, type Reading } from './statement-reader.js';

const tables = new Map([
  ['orders', 'organization_id'],
  ['payments', 'organization_id'],
]);
const read = (text: string, dialect: Dialect): Reading => readStatement(text, tables, dialect);
/** The same statement with the placeholders of PostgreSQL. */
const numbered = (text: string): string => {
  let position = 0;
  return text.replaceAll('?', () => `$${(position += 1)}`);
};
const everywhere: readonly Dialect[] = ['mysql', 'postgres'];
const placed = (text: string, dialect: Dialect) => (dialect === 'postgres' ? numbered(text) : text);

describe.each(everywhere)('On %s', (dialect) => {
  const bound: Readonly<Record<string, readonly number[]>> = {
    'SELECT * FROM orders WHERE organization_id = ?': [0],
    'select * from ORDERS where Organization_Id = ? limit 5': [0],
    'SELECT * FROM orders WHERE total > ? AND organization_id = ? ORDER BY total': [1],
    'SELECT * FROM orders WHERE ((organization_id = ?) AND (total > ? OR total < ?))': [0],
    'SELECT * FROM orders WHERE total BETWEEN ? AND ? AND organization_id = ?': [2],
    'SELECT * FROM orders WHERE NOT (total = ?) AND organization_id = ? FOR UPDATE': [1],
    'SELECT o.id FROM orders AS o WHERE o.organization_id = ? AND o.id IN (?, ?, ?)': [0],
    'SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.organization_id = ? AND p.organization_id = ?':
      [0, 1],
    'SELECT COUNT(*) FROM orders, payments p WHERE orders.organization_id = ? AND p.organization_id = ? GROUP BY orders.id':
      [0, 1],
    'INSERT INTO orders (id, organization_id, total) VALUES (?, ?, ?)': [1],
    'INSERT INTO orders (id, organization_id) VALUES (?, ?), (?, ?);': [1, 3],
    'UPDATE orders SET total = ?, note = CONCAT(note, ?) WHERE id = ? AND organization_id = ?': [3],
    'DELETE FROM orders WHERE organization_id = ? AND id = ?': [0],
    'SELECT CASE WHEN total > ? THEN 1 ELSE 2 END FROM orders WHERE organization_id = ?': [1],
    'SELECT * FROM orders WHERE (CASE WHEN total > ? THEN 1 ELSE 2 END) = 1 AND organization_id = ?': [1],
  };
  it.each(Object.entries(bound))('finds where the tenant is bound: %s', (text, positions) => {
    expect(read(placed(text, dialect), dialect)).toMatchObject({
      kind: 'bound',
      bindings: positions.map((position) => ({ kind: 'parameter', position })),
    });
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
    'SELECT * FROM reorders',
    "INSERT INTO diary (text) VALUES ('the orders came')",
    'CREATE TABLE x (id int)',
    'COMMIT',
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
    'SELECT * FROM orders WHERE organization_id <> ?',
    'SELECT * FROM orders WHERE organization_id >= ?',
    'SELECT * FROM orders WHERE organization_id IN (?, ?)',
    'SELECT * FROM orders WHERE organization_id LIKE ?',
    'SELECT * FROM orders WHERE organization_id = organization_id',
    'SELECT * FROM orders WHERE organization_id = ? = 0',
    "SELECT * FROM orders WHERE 'organization_id' = ?",
    'SELECT * FROM orders WHERE parent.organization_id = ?',
    'SELECT * FROM orders HAVING organization_id = ?',
    // Only one of two tables is bound.
    'SELECT * FROM orders o JOIN payments p ON p.organization_id = o.organization_id WHERE o.organization_id = ?',
    'SELECT * FROM orders, payments WHERE organization_id = ?',
    'SELECT p.* FROM orders o JOIN orders p ON true WHERE o.organization_id = ?',
    'SELECT p.* FROM orders JOIN public.orders p ON true WHERE orders.organization_id = ?',
    // More than one plain statement.
    'SELECT * FROM users WHERE id IN (SELECT created_by FROM orders WHERE organization_id = ?)',
    'SELECT id FROM orders WHERE organization_id = ? UNION SELECT id FROM orders',
    'WITH all_orders AS (SELECT * FROM orders) SELECT * FROM all_orders',
    'SELECT * FROM orders WHERE organization_id = ?; DELETE FROM orders',
    'SELECT (SELECT COUNT(*) FROM orders) AS everything',
    'SELECT COUNT(*) FILTER (WHERE id = ? AND organization_id = ? AND total = ?) FROM orders',
    'TABLE orders',
    'TRUNCATE orders',
    'DROP TABLE orders',
    'ALTER TABLE orders ADD COLUMN x int',
    'LOCK TABLES orders WRITE',
    'EXPLAIN SELECT * FROM orders WHERE organization_id = ?',
    // What runs text of its own, or can be read in two ways.
    "PREPARE s FROM 'SELECT 1'",
    "EXECUTE IMMEDIATE CONCAT('SELECT * FROM ord', 'ers')",
    'DO SLEEP(1)',
    'CALL sweep()',
    'SELECT * FROM orders -- WHERE organization_id = ?',
    'SELECT * FROM orders /* x */ WHERE organization_id = ?',
    "SELECT * FROM orders WHERE note = 'x\\' AND organization_id = ? AND y = '",
    "SELECT * FROM orders WHERE note = 'x",
    'SELECT * FROM (orders) WHERE organization_id = ?',
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
    'INSERT INTO orders (id, organization_id) SELECT ?, ?',
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

  it('stays quick with a long list of values', () => {
    const rows = Array.from({ length: 5_000 }, () => '(?, ?)').join(', ');
    const started = performance.now();
    const text = placed(`INSERT INTO orders (id, organization_id) VALUES ${rows}`, dialect);
    expect(read(text, dialect)).toMatchObject({ kind: 'bound' });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('What one engine alone reads so', () => {
  it.each([
    'SELECT * FROM orders WHERE note = ? || 1 = 1 AND organization_id = ?',
    'SELECT * FROM orders WHERE note = ? ||-1 AND organization_id = ?',
    'SELECT * FROM orders WHERE note = "\\" AND organization_id = ? AND x = \\""',
    "SELECT * FROM orders WHERE note = '?' AND organization_id = ?",
    'SELECT `?` FROM orders WHERE organization_id = ?',
    'SELECT ?? FROM orders WHERE organization_id = ?',
    'SELECT * FROM orders WHERE organization_id = $1',
    'SELECT * FROM `shop`.`orders` WHERE organization_id = ?',
  ])('MySQL: %s', (text) => expect(read(text, 'mysql').kind).toBe('unclear'));

  it.each([
    'SELECT * FROM U&"\\006frders"',
    'SELECT * FROM orders WHERE organization_id = ?',
    "SELECT * FROM orders WHERE organization_id = E'own'",
    'DO $$ BEGIN DELETE FROM orders; END $$',
    'COPY orders TO STDOUT',
    'SELECT * FROM ONLY (orders) WHERE organization_id = $1',
  ])('PostgreSQL: %s', (text) => expect(read(text, 'postgres').kind).toBe('unclear'));
});
