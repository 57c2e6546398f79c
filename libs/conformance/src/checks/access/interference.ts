import { setTimeout as pause } from 'node:timers/promises';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { markOf } from '../../world/open-world.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { withoutRequest } from './sameness.js';
import { resourcesRead, rowAsRead, waysByParameter, waysOfAsking } from './ways.js';

interface Look {
  readonly operation: Operation;
  readonly inquiry: Inquiry;
  readonly before: Answer;
  readonly after?: Answer;
}

/**
 * What another organization writes changes nothing that one's own can see: every reading operation is asked in every way
 * it offers (whole, counted, searched, filtered, sorted, with includes), the other organization writes rows of every
 * resource in every state, and all answers are the same to the byte as before. Nor does a word of the other's stand in them.
 */
export async function judgeInterference(asking: Asking): Promise<void> {
  const { world, operations } = asking.judged;
  const looks: Look[] = [];
  await concurrently(operations, async (operation) => {
    if (operation.method !== 'GET' || !operation.rule) return;
    const whole = await asking.reading(operation, world.stranger);
    for (const url of await addresses(asking, operation, whole)) {
      // The other first: what a cache keeps without the organization then comes out to one or the other.
      const others: Inquiry = { ...whole, url };
      judgeWords(asking, operation, others, await asking.send(others), wordsOf(world.owner));
      const inquiry: Inquiry = { ...others, person: world.owner };
      looks.push({ operation, inquiry, before: await asking.send(inquiry) });
    }
  });
  // What differs once may be late work of one's own; what differs each time is the other's.
  let suspects = looks;
  for (let round = 0; round < rounds && suspects.length > 0; round += 1)
    suspects = await differing(asking, suspects);
  for (const { operation, inquiry, before, after } of suspects)
    asking.found('foreign-row-counted', operation, {
      message: `${operation.title} responds differently after another organization writes rows.`,
      mend,
      evidence: shown(inquiry, after ?? before, `Before: ${before.status} ${before.text}`),
    });
}

/** How often an answer must have changed with the other's rows, and not by itself. */
const rounds = 3;
/** What jobs and subscribers of one's own may take, in milliseconds. */
const settlingMs = 250;

/** The looks that are steady by themselves and come out differently once the other has written. */
async function differing(asking: Asking, looks: readonly Look[]): Promise<Look[]> {
  const { world } = asking.judged;
  const steady: Look[] = [];
  await concurrently(looks, async (look) => {
    const before = await asking.send(look.inquiry);
    if (withoutRequest(before) === withoutRequest(look.before)) return void steady.push({ ...look, before });
    await pause(settlingMs);
    const again = await asking.send(look.inquiry);
    // A clock or a load never settles; the other's words are looked for all the same.
    if (withoutRequest(again) === withoutRequest(before)) steady.push({ ...look, before: again });
    else asking.held('interference', look.operation);
  });
  await world.exercise(world.stranger);
  const different: Look[] = [];
  await concurrently(steady, async (look) => {
    const after = await asking.send(look.inquiry);
    if (!judgeWords(asking, look.operation, look.inquiry, after, wordsOf(world.stranger))) return;
    if (withoutRequest(after) === withoutRequest(look.before)) asking.held('interference', look.operation);
    else different.push({ ...look, after });
  });
  return different;
}

const mend =
  'Read through the store. In SQL, bind "organization_id = ?" for every table, including in joins and subqueries. Include the organization in cache keys. Do not serve requests from acrossOrganizations(…).';

/** What stands in whatever the person has written. */
function wordsOf(person: Person): string[] {
  return [markOf(person), person.userId];
}

/** Whether an answer is free of another's words. A refusal may repeat the address, in which they stand. */
function judgeWords(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  answer: Answer,
  words: readonly string[],
): boolean {
  if (answer.status >= 400 || !words.some((word) => answer.text.includes(word))) return true;
  asking.found('foreign-row-shown', operation, {
    message: `${operation.title} returns another organization's data.`,
    mend,
    evidence: shown(inquiry, answer),
  });
  return false;
}

/** Of a controller of one's own, its parameters are tried with what the other has written. */
async function addresses(asking: Asking, operation: Operation, whole: Inquiry): Promise<string[]> {
  const { stranger } = asking.judged.world;
  const ways = await waysOfAsking(asking, operation, stranger);
  if (operation.resource) return ways;
  const answer = await asking.send(whole);
  const rows = resourcesRead(asking, answer).map((resource) => rowAsRead(asking, resource, stranger));
  return [...ways, ...waysByParameter(operation, whole.url, await Promise.all(rows))];
}
