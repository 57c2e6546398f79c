import { DomainError } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { mostInStock, Product } from './product.entity.js';

const product = (parts: Partial<Product> = {}) =>
  Object.assign(new Product(), { sku: 'ROPE-12', stock: 5, status: 'published', ...parts });

/** The code of the problem that `work` ends with. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'none';
}

describe('A product', () => {
  it('is reserved down to the last one, and no further', () => {
    const rope = product();
    rope.reserve(3);
    rope.reserve(2);
    expect(rope.stock).toBe(0);
    expect(codeOf(() => rope.reserve(1))).toBe('catalog.out_of_stock');
    expect(rope.stock).toBe(0);
  });

  it('says how many are left when there are too few', () => {
    expect(() => product().reserve(6)).toThrow('5 of "ROPE-12" are left; 6 were ordered.');
  });

  it.each(['draft', 'archived'] as const)('is not for sale while it is %s', (status) => {
    const rope = product({ status });
    expect(codeOf(() => rope.reserve(1))).toBe('catalog.not_for_sale');
    expect(codeOf(() => rope.assertForSale())).toBe('catalog.not_for_sale');
    expect(rope.stock).toBe(5);
  });

  it.each(['draft', 'published', 'archived'] as const)(
    'takes back what was reserved while it is %s',
    (status) => {
      const rope = product({ status });
      rope.release(2);
      expect(rope.stock).toBe(7);
    },
  );

  it('takes no more back than it can count', () => {
    const rope = product({ stock: mostInStock - 1 });
    rope.release(1);
    expect(codeOf(() => rope.release(1))).toBe('catalog.too_many_in_stock');
    expect(rope.stock).toBe(mostInStock);
  });

  it.each([0, -1, 1.5, Number.NaN])('neither gives nor takes %s of itself', (quantity) => {
    const rope = product();
    expect(() => rope.reserve(quantity)).toThrow(RangeError);
    expect(() => rope.release(quantity)).toThrow(RangeError);
    expect(rope.stock).toBe(5);
  });
});
