import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeptSequences } from './kept.js';
import type { Stage } from './stage.js';
import type { Sequence } from './step.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-'));
  mkdirSync(join(root, 'src/features/lamps'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const stage = {
  operations: [
    { isOwn: false, operation: { place: { module: 'other', file: 'src/features/other/other.ts' } } },
    {
      isOwn: true,
      operation: { place: { module: 'lamps', file: 'src/features/lamps/lamps.controller.ts' } },
    },
  ],
} as unknown as Stage;
const sequence: Sequence = {
  module: 'lamps',
  seed: 7,
  number: 3,
  steps: [{ number: 2, operation: 'POST /v1/lamps', actor: 'owner', row: null, seed: 0 }],
};

it('keeps a sequence beside its feature, and gives it back', () => {
  const kept = new KeptSequences(root, stage);
  expect(kept.all()).toEqual([]);
  expect(kept.keep(sequence, 'race')).toBe('src/features/lamps/race-7-3.sequence.json');
  expect(new KeptSequences(root, stage).all()).toEqual([sequence]);
});

it('keeps nothing where there are no sources', () => {
  const kept = new KeptSequences(null, stage);
  expect(kept.keep(sequence, 'race')).toBeNull();
  expect(kept.all()).toEqual([]);
});

it('names a file that it cannot read', () => {
  writeFileSync(join(root, 'src/features/lamps/old.sequence.json'), '{}');
  expect(() => new KeptSequences(root, stage).all()).toThrow(
    /old\.sequence\.json cannot be repeated: The file has no steps\./,
  );
});
