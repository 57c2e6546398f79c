import { describe, expect, it } from 'vitest';
import { echoes } from './echoed.js';

describe('A value that came out', () => {
  it.each([
    ['as it was sent', 'Rope', 'Rope'],
    ['in another case and without spaces around', ' Ada@Example.com ', 'ada@example.com'],
    ['in another Unicode form', 'é', 'é'],
    ['in another time zone', '2026-01-31T12:00:00.000Z', '2026-01-31T13:00:00+01:00'],
    ['with more members', { sku: 'A' }, { sku: 'A', price: 3 }],
    ['without a member that the view leaves out', { sku: 'A', note: 'b' }, { sku: 'A' }],
    [
      'in another order',
      [
        { sku: 'A', count: 1 },
        { sku: 'B', count: 2 },
      ],
      [
        { sku: 'B', count: 2 },
        { sku: 'A', count: 1 },
      ],
    ],
    [
      'put together',
      [
        { sku: 'A', count: 1 },
        { sku: 'A', count: 2 },
      ],
      [{ sku: 'A', count: 3 }],
    ],
    ['as nothing', null, null],
  ])('is an echo %s', (_, sent, shown) => {
    expect(echoes(sent, shown)).toBe(true);
  });

  it.each([
    ['of another request', 'Rope', 'Sail'],
    ['cut', 'A long text', 'A long'],
    ['of another moment', '2026-01-31T12:00:00.000Z', '2026-01-31T00:00:00.000Z'],
    ['of another number', 0, 1],
    ['lost', 'Rope', null],
    ['set although nothing was sent', null, 'Rope'],
    ['with another element', [{ sku: 'A', count: 1 }], [{ sku: 'A', count: 2 }]],
    ['with an element missing', [{ sku: 'A' }, { sku: 'B' }], [{ sku: 'A' }]],
  ])('is no echo %s', (_, sent, shown) => {
    expect(echoes(sent, shown)).toBe(false);
  });
});
