import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

it.each([
  [{ b: 1, a: { d: null, c: [true, 'x'] } }, '{"a":{"c":[true,"x"],"d":null},"b":1}'],
  [{ '10': 0, '9': 0, é: 'ü"', 'a,b': {} }, '{"10":0,"9":0,"a,b":{},"é":"ü\\""}'],
  [[], '[]'],
  [['', ''], '["",""]'],
  [{ a: undefined }, '{"a":null}'],
  ['text', '"text"'],
  [-0.5, '-0.5'],
])('writes %j as %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

it('writes the same for members in another order, and something else for another nesting', () => {
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  expect(canonicalJson([['a'], 'b'])).not.toBe(canonicalJson(['a', ['b']]));
});
