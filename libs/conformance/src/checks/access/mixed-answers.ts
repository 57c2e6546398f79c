import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { shown, type Asking } from './asking.js';
import { withoutRequest } from './sameness.js';
import { resourcesRead } from './ways.js';

/** Requests under way at once; two of them that overlap at one `await` are enough. */
const atOnce = 8;

/**
 * What two organizations ask at once is answered as if each had asked alone: a provider is one for all requests, and a field
 * of it in which an answer is made is everybody's.
 */
export async function judgeMixedAnswers(asking: Asking): Promise<void> {
  const { operations, world } = asking.judged;
  // One operation after the other: its own requests are what shall overlap.
  for (const operation of operations)
    if (operation.method === 'GET' && operation.route && !operation.path.includes('{id}'))
      await judgeMixed(asking, operation, [world.owner, world.stranger]);
}

async function judgeMixed(
  asking: Asking,
  operation: Operation,
  people: readonly [Person, Person],
): Promise<void> {
  if (operation.rule?.kind === 'public') return;
  const inquiries = await Promise.all(people.map((person) => asking.reading(operation, person)));
  const alone = await aloneApart(asking, inquiries);
  if (!alone) return;
  const together = await Promise.all(
    Array.from({ length: atOnce }, async (_, at) => {
      const inquiry = inquiries[at % 2] as Inquiry;
      return { at: at % 2, inquiry, answer: await asking.send(inquiry) };
    }),
  );
  const again = await oneByOne(asking, inquiries);
  const isSteady = (at: number) =>
    withoutRequest(alone[at] as Answer) === withoutRequest(again[at] as Answer);
  const mixed = together.find(
    ({ at, answer }) => isSteady(at) && withoutRequest(answer) !== withoutRequest(again[at] as Answer),
  );
  if (!mixed) return asking.held('mixed-answers', operation);
  asking.found('mixed-answers', operation, {
    message: `${operation.title} responds differently while another organization calls it, so concurrent requests share data.`,
    mend: 'Keep request data in local variables and pass it as arguments: all requests share the properties of providers, controllers and modules.',
    evidence: shown(
      mixed.inquiry,
      mixed.answer,
      `Response without concurrent requests: ${alone[mixed.at]?.status} ${alone[mixed.at]?.text}`,
    ),
  });
}

/** What each is answered alone; null where it is the same for both, which can't be mixed up, whatever one has more. */
async function aloneApart(asking: Asking, inquiries: readonly Inquiry[]): Promise<Answer[] | null> {
  const { owner } = asking.judged.world;
  const isApart = ([one, other]: readonly Answer[]) => one?.text !== other?.text;
  const first = await oneByOne(asking, inquiries);
  if (first.some(({ status }) => status >= 300)) return null;
  if (isApart(first)) return first;
  for (const resource of resourcesRead(asking, first[0] as Answer))
    await asking.judged.world.newRow(owner, resource);
  const second = await oneByOne(asking, inquiries);
  return isApart(second) ? second : null;
}

async function oneByOne(asking: Asking, inquiries: readonly Inquiry[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const inquiry of inquiries) answers.push(await asking.send(inquiry));
  return answers;
}
