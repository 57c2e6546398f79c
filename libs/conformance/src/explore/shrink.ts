import type { Deed, Step } from './step.js';

/** Times that a sequence is run again to make it shorter. */
const mostRuns = 40;

/**
 * The shortest sequence that still fails which is found within a bounded number of runs: first only the last step with
 * those that made its row, which is often all that it takes; without halves, then smaller parts, at last single steps; fewer requests at once; the owner in place of others; the plainest values.
 */
export async function shrunk(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let left = mostRuns;
  const stillFails = async (candidate: readonly Step[]): Promise<boolean> => {
    if (left === 0) return false;
    left -= 1;
    return fails(candidate);
  };
  const needed = lastWithWhatItNames(steps);
  const isEnough = needed.length < steps.length && (await stillFails(needed));
  let best = await withoutParts(isEnough ? needed : steps, stillFails);
  for (const [index] of best.entries())
    for (const plainer of plainerSteps)
      for (;;) {
        const before = best[index] as Step;
        const step = plainer(before);
        if (!step) break;
        const candidate = best.with(index, step);
        if (!(await stillFails(candidate))) break;
        best = candidate;
      }
  return withoutParts(best, stillFails);
}

function lastWithWhatItNames(steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1);
  const madeBy = last?.row?.madeBy ?? null;
  return steps.filter((step) => step === last || step.number === madeBy);
}

/** Delta debugging (Zeller and Hildebrandt, 2002), parts only removed. */
async function withoutParts(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let best = steps;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < best.length && best.length > 1;) {
      const candidate = best.toSpliced(from, size);
      if (candidate.length > 0 && (await fails(candidate))) best = candidate;
      else from += size;
    }
  return best;
}

/** Ways to make a step plainer; null where it is so already. */
const plainerSteps: readonly ((step: Step) => Step | null)[] = [
  ({ fault, ...step }) => (fault ? step : null),
  ({ together = [], ...step }) => {
    if (together.length === 0) return null;
    const fewer = together.slice(0, -1);
    return fewer.length === 0 ? step : { ...step, together: fewer };
  },
  (step) => (step.actor === 'owner' ? null : { ...step, actor: 'owner' }),
  (step) => (step.seed === 0 ? null : { ...step, seed: 0 }),
  ({ together, ...step }) => {
    const plain = together?.map((one): Deed => ({ ...one, actor: 'owner' }));
    return together?.some(({ actor }) => actor !== 'owner')
      ? { ...step, together: plain as readonly Deed[] }
      : null;
  },
  ({ together, ...step }) => {
    const plain = together?.map((one): Deed => ({ ...one, seed: 0 }));
    return together?.some(({ seed }) => seed !== 0) ? { ...step, together: plain as readonly Deed[] } : null;
  },
];
