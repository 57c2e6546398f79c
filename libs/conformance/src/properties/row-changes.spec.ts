import { describe, expect, it } from 'vitest';
import { changesIn } from './row-changes.js';

type Row = Readonly<Record<string, unknown>>;

function table(...rows: readonly Row[]) {
  return new Map([['boats', new Map(rows.map((row) => [String(row['id']), row]))]]);
}

describe('What becomes of rows', () => {
  it('is a state by its name, and any other text as set', () => {
    const before = table({ id: '1', status: 'open', note: null, version: 1 });
    const after = table({ id: '1', status: 'closed', note: 'Anything at all', version: 2 });
    expect(changesIn(before, after)).toBe('boats: changed status = closed, note set');
  });

  it('is the same for other rows that go the same way', () => {
    const one = changesIn(table({ id: '1', status: 'open' }), table({ id: '1', status: 'closed' }));
    const other = changesIn(
      table({ id: '1', status: 'closed' }, { id: '2', status: 'open' }),
      table({ id: '1', status: 'closed' }, { id: '2', status: 'closed' }),
    );
    expect(one).toBe(other);
  });

  it('is another where a row was added, deleted, or kept in its state', () => {
    const open = table({ id: '1', status: 'open' });
    const ways = [
      table({ id: '1', status: 'open' }, { id: '2', status: 'open' }),
      table(),
      table({ id: '1', status: 'closed' }),
      open,
    ];
    expect(new Set(ways.map((after) => changesIn(open, after))).size).toBe(4);
  });

  it('is not a number of attempts', () => {
    expect(changesIn(table({ id: '1', attempts: 2 }), table({ id: '1', attempts: 3 }))).toBe('');
  });
});
