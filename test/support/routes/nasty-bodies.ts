import type { FieldSpec } from '@keelson/kernel';

/** Bodies that no route takes, as they are sent; each is refused with 400 wherever a body is read. */
export const refusedBodies: Readonly<Record<string, string>> = {
  'cut off': '{"a":',
  'not JSON': 'name=Ada',
  'two texts': '{}{}',
  'trailing comma': '{"a":1,}',
  'byte order mark': '\uFEFF{}',
  array: '[]',
  'array of objects': '[{}]',
  number: '42',
  'number beyond a double': '1e400',
  text: '"text"',
  true: 'true',
  null: 'null',
  'unknown member': '{"nobodyKnowsThis":1}',
  'member without a name': '{"":1}',
  __proto__: '{"__proto__":{"admin":true}}',
  'escaped __proto__': '{"\\u005f_proto__":{"admin":true}}',
  constructor: '{"constructor":{"prototype":{"admin":true}}}',
  'the same member twice': '{"name":"a","name":"b"}',
  'nested arrays': '['.repeat(5_000) + ']'.repeat(5_000),
  'nested objects': '{"a":'.repeat(2_500) + '1' + '}'.repeat(2_500),
  'NUL in a name': '{"na\\u0000me":1}',
  'lone surrogate in a name': '{"\\ud800":1}',
};

/** Values of any JSON type, for the place of any field. */
export const nastyValues: Readonly<Record<string, unknown>> = {
  array: [],
  'array of null': [null],
  'array of arrays': [[[]]],
  'array of objects': [{}],
  object: {},
  'object like a number': { valueOf: 1, toString: 'x' },
  'object like an array': { length: 2, 0: 'a', 1: 'b' },
  true: true,
  zero: 0,
  'minus one': -1,
  fraction: 0.5,
  'largest safe integer': 9_007_199_254_740_991,
  'beyond 64 bits': 1e30,
  'smallest fraction': 5e-324,
  'empty text': '',
  blank: ' ',
  NUL: 'a\0b',
  'lone surrogate': 'a\uD800',
  'text like a number': '12',
  SQL: "'; DROP TABLE products; -- \\",
  'SQL placeholder': '?? $1 :name %s',
  path: '../../etc/passwd',
  'operator of MongoDB': { $ne: null },
  'text of 10,000': 'x'.repeat(10_000),
  'date that is none': '2026-02-30T00:00:00Z',
  'date before Christ': '0000-01-01T00:00:00Z',
  'date past the calendar': '9999-12-31T23:59:59-14:00',
  'nil UUID': '00000000-0000-0000-0000-000000000000',
  'UUID in braces': '{01890a5d-ac96-774b-bcce-b302099a8057}',
};

/** Texts that a field of this length may well take, each as long as it can be: what is accepted must fit the column. */
export function longestTexts({ length = 10 }: FieldSpec): Readonly<Record<string, string>> {
  return {
    'beyond the basic plane': '\u{1F9ED}'.repeat(length),
    'variation selectors': 'a\uFE0F'.repeat(length),
    'letters that grow in lower case': 'İ'.repeat(length),
    'letters that grow when composed': '\u{1D160}'.repeat(length),
    'combining marks': 'e\u0301'.repeat(Math.floor(length / 2)),
    'right to left': '\u05D0'.repeat(length),
    'line ends and controls': '\r\n\t\u0001\u2028\u202E'.repeat(Math.max(1, Math.floor(length / 6))),
  };
}

/** A value of the wrong JSON type for a field. */
export function wrongTypeFor(field: FieldSpec): unknown {
  switch (field.kind) {
    case 'integer':
    case 'amount':
      return 'seven';
    case 'flag':
      return 'true';
    case 'list':
      return 'none';
    case 'json':
      return 'none';
    default:
      return 7;
  }
}
