import { DomainError } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { Order, priced, quantitiesOf, type Offer } from './order.entity.js';

const offers = (...all: readonly Offer[]) => new Map(all.map((offer) => [offer.id, offer]));
const rope = { id: 'rope', price: 349, currency: 'EUR' };
const lamp = { id: 'lamp', price: 5490, currency: 'EUR' };
const dollars = { id: 'dollars', price: 100, currency: 'USD' };
const line = (productId: string, quantity: number) => ({ productId, quantity });

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

describe('The prices of an order', () => {
  it('are the offers’, summed up in minor units', () => {
    expect(priced([line('rope', 3), line('lamp', 1)], offers(rope, lamp))).toEqual({
      lines: [
        { productId: 'rope', quantity: 3, unitPrice: 349 },
        { productId: 'lamp', quantity: 1, unitPrice: 5490 },
      ],
      currency: 'EUR',
      total: 3 * 349 + 5490,
    });
  });

  it('may be nothing at all', () => {
    expect(priced([line('rope', 1)], offers({ ...rope, price: 0 })).total).toBe(0);
  });

  it('keep two lines of one product apart', () => {
    expect(priced([line('rope', 1), line('rope', 2)], offers(rope))).toMatchObject({
      lines: [{ quantity: 1 }, { quantity: 2 }],
      total: 3 * 349,
    });
  });

  it('are in one currency', () => {
    const mixed = () => priced([line('rope', 1), line('dollars', 1)], offers(rope, dollars));
    expect(codeOf(mixed)).toBe('orders.mixed_currencies');
    expect(mixed).toThrow('EUR and USD');
  });

  it('sum up to a number that JavaScript holds exactly', () => {
    const dear = { id: 'dear', price: 1_000_000_000_000, currency: 'EUR' };
    expect(priced([line('dear', 1)], offers(dear)).total).toBe(dear.price);
    expect(codeOf(() => priced([line('dear', 1), line('rope', 1)], offers(dear, rope)))).toBe(
      'orders.total_too_large',
    );
    expect(codeOf(() => priced([line('dear', 100_000)], offers(dear)))).toBe('orders.total_too_large');
  });

  it('are never made up for a product that is not offered', () => {
    expect(() => priced([line('rope', 1), line('ROPE', 1)], offers(rope))).toThrow('ROPE');
  });

  it('replace those of the draft when the order is placed', () => {
    const order = Object.assign(new Order(), priced([line('rope', 2)], offers(rope)));
    order.price(offers({ ...rope, price: 400 }));
    expect(order).toMatchObject({ total: 800, lines: [{ unitPrice: 400, quantity: 2 }] });
  });
});

describe('The quantities of an order', () => {
  it('are summed up by product', () => {
    const lines = [line('rope', 1), line('lamp', 4), line('rope', 2)];
    expect(quantitiesOf(lines)).toEqual(
      new Map([
        ['rope', 3],
        ['lamp', 4],
      ]),
    );
    expect(Object.assign(new Order(), { lines }).quantities()).toEqual(quantitiesOf(lines));
  });
});
