import { expect, it } from 'vitest';
import { assertAccounted, progressFrom, resultOf, type ImportProgress } from './import-progress.js';

const progress: ImportProgress = {
  ...progressFrom(null),
  at: 900,
  line: 31,
  rows: 25,
  skipped: 5,
  accepted: 20,
  refused: 5,
  reported: 5,
};
const file = { bytes: 900, lines: 30 };

it('adds up', () => {
  assertAccounted(progress, file);
  const { lines, accepted, refused, skipped } = resultOf(progress);
  expect(accepted + refused).toBe(lines);
  expect(lines + skipped).toBe(file.lines);
});

it.each([
  [{ accepted: 19 }, file],
  [{ refused: 6 }, file],
  [{ skipped: 4 }, file],
  [{ rows: 26, accepted: 21 }, file],
  [{ at: 899 }, file],
  [{}, { bytes: 901, lines: 30 }],
  [{}, { bytes: 900, lines: 31 }],
  [
    { accepted: 21, refused: 5 },
    { bytes: 900, lines: null },
  ],
])('is not done with %j of %j', (change, { bytes, lines }) => {
  expect(() => assertAccounted({ ...progress, ...change }, { bytes, lines })).toThrow(
    'jobs.lines_unaccounted: The file has',
  );
});

it('goes on from what an earlier version has saved', () => {
  const { rows: _rows, skipped: _skipped, ...saved } = progress;
  expect(progressFrom(saved)).toEqual(progress);
  assertAccounted(progressFrom(saved), { bytes: 900, lines: null });
});
