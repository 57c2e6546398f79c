import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { constraintOf, failureOf, quoted, withPlaceholders } from './dialect.js';

const error = (parts: object) => Object.assign(new Error('driver'), parts);

describe('An error of a driver', () => {
  it.each([
    [{ code: 'ER_LOCK_DEADLOCK', errno: 1213 }, 'deadlock'],
    [{ code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205 }, 'deadlock'],
    [{ code: 'ER_DUP_ENTRY', errno: 1062 }, 'duplicate'],
    [{ code: 'UNKNOWN', errno: 1969 }, 'timeout'],
    [{ code: 'ER_QUERY_TIMEOUT', errno: 3024 }, 'timeout'],
    [{ code: 'PROTOCOL_CONNECTION_LOST' }, 'unavailable'],
    [{ code: 'ECONNREFUSED' }, 'unavailable'],
    [{ code: '40P01' }, 'deadlock'],
    [{ code: '40001' }, 'deadlock'],
    [{ code: '55P03' }, 'deadlock'],
    [{ code: '23505' }, 'duplicate'],
    [{ code: '57014' }, 'timeout'],
    [{ code: '57P01' }, 'unavailable'],
    [{ message: 'Connection terminated unexpectedly' }, 'unavailable'],
    [{ message: 'timeout exceeded when trying to connect' }, 'unavailable'],
    [{ code: 'ER_NO_SUCH_TABLE', errno: 1146 }, 'other'],
    [{ code: '42P01' }, 'other'],
    [{}, 'other'],
  ])('%j is named %s, also inside of TypeORM’s', (parts, failure) => {
    expect(failureOf(error(parts))).toBe(failure);
    expect(failureOf(new QueryFailedError('SELECT 1', [], error(parts)))).toBe(failure);
  });

  it('need not be an error at all', () => {
    for (const odd of [undefined, null, 'text', 1, {}]) expect(failureOf(odd)).toBe('other');
  });

  it('names the constraint that a duplicate ran into', () => {
    expect(constraintOf(error({ constraint: 'uq_products__sku' }))).toBe('uq_products__sku');
    const mysql = { sqlMessage: "Duplicate entry 'for key ''x'' for key 'products.uq_products__sku'" };
    expect(constraintOf(error(mysql))).toBe('uq_products__sku');
    const mariadb = { sqlMessage: "Duplicate entry 'a' for key 'uq_products__sku'" };
    expect(constraintOf(new QueryFailedError('', [], error(mariadb)))).toBe('uq_products__sku');
    expect(constraintOf(error({}))).toBe('');
  });
});

describe('SQL for both engines', () => {
  it('numbers its placeholders for PostgreSQL, outside of quotes', () => {
    const sql = `SELECT "a?" FROM t WHERE a = ? AND b = 'it''s ?' AND c IN (?, ?)`;
    expect(withPlaceholders('postgres', sql)).toBe(
      `SELECT "a?" FROM t WHERE a = $1 AND b = 'it''s ?' AND c IN ($2, $3)`,
    );
    expect(withPlaceholders('mysql', sql)).toBe(sql);
  });

  it('quotes names', () => {
    expect([quoted('mysql', 'order'), quoted('postgres', 'order')]).toEqual(['`order`', '"order"']);
  });
});
