import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { constraintOf, quoted, withPlaceholders } from './dialect.js';

const error = (parts: object) => Object.assign(new Error('driver'), parts);

describe('An error of a driver', () => {
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
