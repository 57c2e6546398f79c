import { expect, it } from 'vitest';
import { nounOf, oneOf, pluralOf, withArticle } from './noun.js';

it('writes names of resources as words', () => {
  expect(nounOf({ name: 'audit-entry' })).toBe('audit entry');
  expect(pluralOf({ path: 'audit-entries' })).toBe('audit entries');
  expect(nounOf({ name: 'api-key' })).toBe('API key');
  expect(pluralOf({ path: 'api-keys' })).toBe('API keys');
});

it('lists states as alternatives', () => {
  expect(oneOf(['draft'])).toBe('draft');
  expect(oneOf(['draft', 'placed'])).toBe('draft or placed');
  expect(oneOf(['draft', 'placed', 'paid'])).toBe('draft, placed, or paid');
});

it.each([
  ['audit-entry', 'an audit entry'],
  ['order', 'an order'],
  ['api-key', 'an API key'],
  ['product', 'a product'],
  ['invoice', 'an invoice'],
  ['upload', 'an upload'],
  ['user', 'a user'],
  ['unit', 'a unit'],
  ['hour', 'an hour'],
  ['house', 'a house'],
])('puts the right article before %s', (name, expected) => {
  expect(withArticle({ name })).toBe(expected);
});
