import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listedValues } from './listed-values.js';

it('reads back whatever values were written, commas and backslashes included', () => {
  const text = fc.string({ unit: fc.constantFrom(',', '\\', 'a', 'é', '😀', ' ') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 10 }), (values) => {
      const written = values.map((value) => value.replaceAll(/[\\,]/g, '\\$&')).join(',');
      expect(listedValues(written)).toEqual(values);
    }),
    { seed: 18 },
  );
});

it.each(['\\', 'a\\', 'a\\b', '\\\\\\', 'a,\\x,b'])('refuses the backslash in %s', (text) => {
  expect(listedValues(text)).toBeNull();
});

it.each([
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a\\,b', ['a,b']],
  ['C:\\\\x,', ['C:\\x', '']],
])('reads %s', (text, values) => {
  expect(listedValues(text)).toEqual(values);
});
