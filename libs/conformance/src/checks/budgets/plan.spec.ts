import { expect, it } from 'vitest';
import type { Subject } from '../../subject.js';
import { steadyPlanOf } from './plan.js';

const statement = { text: 'SELECT id FROM tides', values: [], composed: true };

/** A database whose plans read so many rows, one after the other; the last of them stays. */
function databaseReading(...rows: readonly number[]) {
  const analyzed: string[] = [];
  let measured = 0;
  const sql = (text: string): Promise<Record<string, unknown>[]> => {
    if (!text.startsWith('EXPLAIN')) {
      analyzed.push(text);
      return Promise.resolve([]);
    }
    const read = rows[Math.min(measured, rows.length - 1)];
    measured += 1;
    const Plan = { 'Node Type': 'Index Scan', 'Actual Rows': read, 'Actual Loops': 1 };
    return Promise.resolve([{ 'QUERY PLAN': [{ Plan }] }]);
  };
  const subject = { engine: 'postgres', sql } as unknown as Subject;
  return {
    analyzed,
    plan: () => steadyPlanOf(subject, statement, 'tides', ({ examined }) => examined <= 50),
  };
}

it('measures a statement once that reads no more than it may', async () => {
  const { plan, analyzed } = databaseReading(50);
  expect((await plan()).examined).toBe(50);
  expect(analyzed).toEqual([]);
});

it('measures again with new statistics before a statement counts as one that reads too much', async () => {
  const { plan, analyzed } = databaseReading(2_022, 21);
  expect((await plan()).examined).toBe(21);
  expect(analyzed).toEqual(['VACUUM ANALYZE tides']);
});

it('still tells of a statement that reads too much whatever the statistics', async () => {
  const { plan, analyzed } = databaseReading(2_022);
  expect((await plan()).examined).toBe(2_022);
  expect(analyzed).toHaveLength(2);
});
