import type { FieldKind } from '@keelson/kernel';
import { expect, it } from 'vitest';
import { isAddedAgain } from './added-again.js';

it.each<[FieldKind, unknown, unknown]>([
  ['integer', 49, 98],
  ['amount', '500', '450'],
  ['integer', 1, 2],
  ['state', 'reminded', 'escalated'],
  ['flag', 1, 0],
  ['text', 'mailed', 'mailed, mailed'],
  ['list', '[1]', '[1,1]'],
  ['list', [], [{ of: 'a day' }]],
])('%s: from %j to %j the work was done again', (kind, before, after) => {
  expect(isAddedAgain(kind, before, after, false)).toBe(true);
});

it.each<[FieldKind, unknown, unknown]>([
  ['integer', 49, '49'],
  ['integer', null, null],
  ['instant', new Date(1), new Date(2)],
  ['text', 'one token', 'another'],
  ['text', '', 'a word'],
  ['text', null, 'null and void'],
  ['list', '[1, 2]', '[2]'],
  ['json', { status: 200 }, { status: 503 }],
  ['reference', 'this', 'that'],
])('%s: from %j to %j nothing was added', (kind, before, after) => {
  expect(isAddedAgain(kind, before, after, false)).toBe(false);
});

it('takes one more after a failure for the count of failures', () => {
  expect(isAddedAgain('integer', 1, 2, true)).toBe(false);
  expect(isAddedAgain('integer', 1, 3, true)).toBe(true);
});
