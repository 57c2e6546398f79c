import type { Place } from '../../finding.js';
import { deltaOf } from '../delta.js';
import type { Exchange, ExploredWorld, Invariant, StepOutcome, Thrift } from '../invariant.js';
import type { Step } from '../step.js';

/** Requests whose orders are all tried. */
const mostOrdered = 3;

type Delta = readonly string[];

/**
 * Requests at the same time that all succeed leave rows as some order of them would, one after the other: a bound is not
 * passed and no change is lost, whatever they are about.
 */
export function someOrderExplains(place: Place, thrift: Thrift): Invariant {
  const seen = new Set<string>();
  return {
    name: 'race',
    place,
    check: async (world) => {
      const { last } = world;
      if (last.step.order || last.exchanges.length < 2) return [];
      const accepted = acceptedIn(last);
      if (accepted.length < 2 || accepted.length > mostOrdered || areApart(accepted)) return [];
      const key = accepted
        .map(({ operation }) => operation.title)
        .toSorted()
        .join(' ');
      if (thrift.isOn && (seen.has(key) || seen.size >= thrift.most)) return [];
      seen.add(key);
      const found = await unexplained(world, accepted);
      const [first] = accepted;
      if (!found || !first) return [];
      return [
        {
          operation: first.operation,
          message: `${accepted.length} concurrent requests succeed (${accepted.map(({ operation }) => operation.title).join(', ')}), but running them one after another, in any order, would leave different rows.`,
          fix: 'Lock the rows that the operation checks before it reads them: the row itself with @Found() or store.lock(), or a parent row for a count or an overlap. Or use a unique index.',
          rows: [
            `is:        ${found.actual.join('; ')}`,
            ...found.possible.map((one, index) => `${index === 0 ? 'should be:' : 'or:       '} ${one}`),
          ],
        },
      ];
    },
  };
}

function acceptedIn({ exchanges }: StepOutcome): readonly Exchange[] {
  return exchanges.filter(({ operation, answer }) => answer.status < 300 && operation.meta?.reads === false);
}

/** Whether each names other rows: what they do has nothing to do with each other, as a rule. */
function areApart(exchanges: readonly Exchange[]): boolean {
  const named = exchanges.map(({ inquiry }) =>
    idsIn(`${inquiry.url} ${JSON.stringify(inquiry.body ?? null)}`),
  );
  return named.every(
    (ids, at) =>
      ids.size > 0 && named.every((others, index) => index === at || ![...ids].some((id) => others.has(id))),
  );
}

async function unexplained(
  world: ExploredWorld,
  accepted: readonly Exchange[],
): Promise<{ readonly actual: Delta; readonly possible: readonly string[] } | null> {
  const { last, past, rerun } = world;
  // Requests at once that came before end differently each time: only the first of each is repeated.
  const before = past.map(({ step }) => (step.together ? { ...step, order: [0] } : step));
  const isFirst = past.every(({ step }) => !step.together);
  const again = async (step: Step) =>
    (await rerun([...before, step])).find((one) => one.step.number === step.number);
  const crowd = isFirst ? last : await again(last.step);
  if (!crowd || acceptedIn(crowd).length !== accepted.length) return null;
  const actual = deltaOf(crowd, crowd.answered);
  const indexes = crowd.exchanges.flatMap((one, index) => (acceptedIn(crowd).includes(one) ? [index] : []));
  const possible: string[] = [];
  for (const order of ordersOf(indexes)) {
    const outcome = await again({ ...last.step, order });
    const isRepeatable = outcome && (await isTheSameAgain(outcome, () => again({ ...last.step, order })));
    if (!outcome || !isRepeatable) return null;
    const serial = deltaOf(outcome, outcome.answered);
    const isAccepted = acceptedIn(outcome).length === accepted.length;
    if (isAccepted && isSame(serial, actual)) return null;
    possible.push(
      `${outcome.exchanges.map(({ answer }) => answer.status).join(', then ')} with ${serial.join('; ') || 'no change'}`,
    );
  }
  return { actual, possible: [...new Set(possible)] };
}

/** What does not end the same way twice when nothing is beside it can't be compared. */
async function isTheSameAgain(
  outcome: StepOutcome,
  again: () => Promise<StepOutcome | undefined>,
): Promise<boolean> {
  const second = await again();
  return second !== undefined && isSame(deltaOf(outcome, outcome.answered), deltaOf(second, second.answered));
}

function isSame(one: Delta, other: Delta): boolean {
  return one.join('\n') === other.join('\n');
}

function idsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g));
}

function ordersOf(indexes: readonly number[]): readonly (readonly number[])[] {
  if (indexes.length <= 1) return [indexes];
  return indexes.flatMap((first) =>
    ordersOf(indexes.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}
