import { describe, expect, it } from 'vitest';
import type { SentStatement } from '../subject.js';
import { wordsStoredIn } from './stored-words.js';

const tables: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  crates: [{ id: 1, name: 'new' }],
  crate_labels: [{ id: 1, text: { title: 'the copied one' } }],
  unread: [{ id: 1, name: 'elsewhere' }],
};
const subject = {
  engine: 'postgres' as const,
  sql: (text: string) => {
    const [, name = ''] = /^SELECT \* FROM "(\w+)"$/.exec(text) ?? [];
    return Promise.resolve([...(tables[name] ?? Object.keys(tables).map((one) => ({ name: one })))]);
  },
};
const statement = (text: string) => ({ text }) as SentStatement;

describe('Words of a row that has changed', () => {
  it('are looked for in each table that the statements name, and in no other', async () => {
    const statements = [statement('SELECT * FROM crates JOIN "crate_labels" ON true')];
    expect(await wordsStoredIn(subject, statements, ['copied', 'elsewhere', 'old'])).toEqual(
      new Set(['copied']),
    );
    expect(await wordsStoredIn(subject, [statement('SELECT 1 FROM crates')], ['copied'])).toEqual(new Set());
  });
});
