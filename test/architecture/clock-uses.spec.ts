import { describe, expect, it } from 'vitest';
// @ts-expect-error scripts are plain JavaScript without declarations
import { clockUses } from '../../scripts/checks/clock-uses.mjs';

const usesOf = clockUses as (
  path: string,
  text: string,
) => { readonly line: number; readonly what: string }[];
const found = (text: string) => usesOf('planted.ts', text).map(({ what }) => what);

describe('the check of clocks', () => {
  it.each([
    ['const at = Date.now();', 'Date.now()'],
    ['const at = new Date();', 'new Date()'],
    ['const at = new Date;', 'new Date()'],
    ['const at = new (Date)();', 'new Date()'],
    ['const at = new globalThis.Date();', 'new Date()'],
    ['const at = Date();', 'Date()'],
    ['const clock = Date.now;', 'Date.now()'],
    ['const at = Date?.now();', 'Date.now()'],
    ["const at = Date['now']();", 'Date[…]'],
    ['const at = globalThis.Date.now();', 'Date.now()'],
    ['call(\n  // a comment\n  Date\n    .now(),\n);', 'Date.now()'],
    ["read('SELECT NOW(3) AS now');", 'SQL for the current time'],
    [
      'read(`SELECT id FROM jobs WHERE run_at < CURRENT_TIMESTAMP(3) AND id > ${id}`);',
      'SQL for the current time',
    ],
    ['read(`${column} > clock_timestamp()`);', 'SQL for the current time'],
  ])('finds %s', (text, what) => {
    expect(found(text)).toEqual([what]);
  });

  it.each([
    'const at = new Date(0);',
    'const at = new Date(row.now);',
    "const at = Date.parse('2030-01-01');",
    'const at = Date.UTC(2030, 0, 1);',
    'const at = performance.now();',
    '// Date.now() and new Date() are for others\nconst at = clock.now();',
    "const text = 'a Date.now() in a text';",
    'class Moment { now(): Date { return this.at; } }',
    'read(`SELECT ${databaseNow} AS now`);',
  ])('has nothing against %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('names the line', () => {
    expect(usesOf('planted.ts', 'const a = 1;\nconst b = Date.now();')).toEqual([
      { line: 2, what: 'Date.now()' },
    ]);
  });
});
