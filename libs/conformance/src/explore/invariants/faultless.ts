import { deltaOf } from '../delta.js';
import type { Place } from '../../finding.js';
import type { ExploredWorld, Invariant, StepOutcome, Thrift } from '../invariant.js';
import type { Fault, Step } from '../step.js';

const names: Readonly<Record<Fault['kind'], string>> = {
  outgoing: 'the response of another system is lost and the job runs again',
  abort: 'the worker dies and the job runs again',
  unmarked: 'the worker dies before it marks the job as done, and the job runs again',
};

/** A job that has met a fault and was done again has changed what it changes without one: nothing twice, nothing less. */
export function faultsLeaveNothing(place: Place, thrift: Thrift): Invariant {
  const seen = new Set<string>();
  return {
    name: 'repeated-effect',
    place,
    check: async (world) => {
      const { step, exchanges, jobs } = world.last;
      if (!step.fault || jobs.length === 0) return [];
      const key = `${jobs.map(({ name }) => name).join(' ')} ${JSON.stringify(step.fault)}`;
      if (thrift.isOn && (seen.has(key) || seen.size >= thrift.most)) return [];
      seen.add(key);
      const found = await difference(world, step.fault);
      if (!found) return [];
      const [job] = jobs;
      return [
        {
          operation: exchanges[0]?.operation ?? null,
          ...(job && { place: job.place }),
          message: `If ${names[step.fault.kind]}, ${jobs.map(({ name }) => `"${name}"`).join(', ')} leaves different rows than without a fault.`,
          fix: "Write rows in the job's transaction (effects: 'database'), which takes effect only once. Or check first whether they were already written, because a job with effects: 'outside' can run again after any of its statements.",
          rows: [
            `is:        ${found.actual.join('; ') || 'no change'}`,
            `should be: ${found.usual.join('; ') || 'no change'}`,
          ],
        },
      ];
    },
  };
}

async function difference(
  { past, last, rerun }: ExploredWorld,
  fault: Fault,
): Promise<{ readonly actual: readonly string[]; readonly usual: readonly string[] } | null> {
  const { fault: _, ...plain } = last.step;
  const before = past.map(({ step }) => (step.together ? { ...step, order: [0] } : step));
  const changes = async (step: Step): Promise<readonly string[] | null> => {
    const outcome: StepOutcome | undefined = (await rerun([...before, step])).find(
      (one) => one.step.number === step.number,
    );
    return outcome ? deltaOf(outcome, outcome.after, false) : null;
  };
  const alone = last.step.together ? { ...plain, order: [0] } : plain;
  const usual = await changes({ ...alone, isDoneAtOnce: true });
  const actual = await changes({ ...alone, fault });
  if (!usual || !actual || isSame(usual, actual)) return null;
  // What is different each time is not of the fault's making.
  const again = await changes({ ...alone, isDoneAtOnce: true });
  return again && isSame(usual, again) ? { actual, usual } : null;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\n') === other.join('\n');
}
