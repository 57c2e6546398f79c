import { describe, expect, it } from 'vitest';
import { shrunk } from './shrink.js';
import type { Step } from './step.js';

const step = (number: number, more: Partial<Step> = {}): Step => ({
  number,
  operation: `POST /v1/things/${number}`,
  actor: 'first member',
  row: null,
  seed: 100 + number,
  ...more,
});
const twenty = Array.from({ length: 20 }, (_, index) => step(index + 1));
const numbersOf = (steps: readonly Step[]) => steps.map(({ number }) => number);

/** Runs in which all of these steps are done fail; the others do not. */
function failing(...needed: readonly number[]) {
  const runs: (readonly Step[])[] = [];
  return {
    runs,
    fails: (steps: readonly Step[]) => {
      runs.push(steps);
      return Promise.resolve(needed.every((one) => numbersOf(steps).includes(one)));
    },
  };
}

describe('a sequence that fails', () => {
  it('is shrunk to the steps that it takes, wherever they are', async () => {
    for (const needed of [[1], [20], [3, 17], [2, 9, 10]])
      expect(numbersOf(await shrunk(twenty, failing(...needed).fails))).toEqual(needed);
  });

  it('is tried first with nothing but the last step and the one that made its row', async () => {
    const last = step(21, { row: { madeBy: 4, newest: 0 } });
    const { runs, fails } = failing(4, 21);
    expect(numbersOf(await shrunk([...twenty, last], fails))).toEqual([4, 21]);
    expect(numbersOf(runs[0] ?? [])).toEqual([4, 21]);
  });

  it('becomes as plain as it can: the owner, the plainest values, and no fault', async () => {
    const [only] = await shrunk([step(1, { fault: { kind: 'unmarked' } }), step(2)], failing(1).fails);
    expect(only).toEqual({ number: 1, operation: 'POST /v1/things/1', actor: 'owner', row: null, seed: 0 });
  });

  it('keeps as many requests at once as it takes', async () => {
    const deed = { operation: 'POST /v1/things/1', actor: 'admin', seed: 7 } as const;
    const crowd = [step(1), step(2, { together: [deed, deed, deed] })];
    const [least] = await shrunk(crowd, (steps) =>
      Promise.resolve(steps.some(({ together = [] }) => together.length > 0)),
    );
    expect(least?.together).toEqual([{ ...deed, actor: 'owner', seed: 0 }]);
  });

  it('keeps the actor and the values that it takes', async () => {
    const [only] = await shrunk(twenty.slice(4, 5), (steps) =>
      Promise.resolve(steps[0]?.actor === 'first member' && steps[0].seed === 105),
    );
    expect(only).toEqual(twenty[4]);
  });

  it('is run a bounded number of times, whatever it takes', async () => {
    const { runs, fails } = failing(...numbersOf(twenty));
    expect(await shrunk(twenty, fails)).toHaveLength(20);
    expect(runs.length).toBeLessThanOrEqual(40);
  });
});
