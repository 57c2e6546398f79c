import type { FieldSpec, Resource } from '@keelson/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { markOf } from '../../world/open-world.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { withoutRequest } from './sameness.js';

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
    for (const url of await waysOfAsking(asking, operation)) {
      // The other first: what a cache keeps without the organization then comes out to one or the other.
      const others: Inquiry = { method: 'GET', url, person: world.stranger };
      judgeWords(asking, operation, others, await asking.send(others), wordsOf(world.owner));
      const inquiry: Inquiry = { method: 'GET', url, person: world.owner };
      looks.push({ operation, inquiry, before: await asking.send(inquiry) });
    }
  });
  // What differs once may be late work of one's own; what differs each time is the other's.
  let suspects = looks;
  for (let round = 0; round < rounds && suspects.length > 0; round += 1)
    suspects = await differing(asking, suspects);
  for (const { operation, inquiry, before, after } of suspects)
    asking.found('foreign-row-counted', operation, {
      message: `${operation.title} answers differently after another organization has written rows of its own.`,
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
  'Read through the store; SQL of your own binds "organization_id = ?" for every table it names, in joins and sub-selects too; a cache has the organization in its key.';

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
    message: `${operation.title} shows what another organization has written.`,
    mend,
    evidence: shown(inquiry, answer),
  });
  return false;
}

async function waysOfAsking(asking: Asking, operation: Operation): Promise<string[]> {
  const { world } = asking.judged;
  const { resource, path } = operation;
  if (!resource) return [operation.at()];
  const includes = [...resource.includes.keys()];
  const include = includes.length > 0 ? [`include=${includes.join(',')}`] : [];
  if (path.includes('{id}')) {
    const id = (await world.rowOf(world.owner, resource)) ?? undefined;
    return ['', ...include].map((query) => `${operation.at(id)}?${query}`);
  }
  const { sort = [], filter = [], search = [] } = resource.list ?? {};
  const foreign = await foreignRow(asking, resource);
  return [
    'count=true',
    'limit=200',
    ...include.map((query) => `${query}&limit=200`),
    ...sort.flatMap(({ name }) => [`sort=${name}&limit=1&count=true`, `sort=-${name}&limit=1`]),
    ...(search.length > 0
      ? [`q=${markOf(world.stranger)}&count=true`, `q=${markOf(world.stranger).slice(0, 4)}`]
      : []),
    ...filter.flatMap((field) => filters(field, foreign)),
  ].map((query) => `${operation.at()}?${query}`);
}

/** Filters that the other's row fits: by its very value, and by what its value begins with. */
function filters({ name, kind, schema }: FieldSpec, foreign: Readonly<Record<string, unknown>>): string[] {
  const value = foreign[name];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
  const text = encodeURIComponent(value);
  return [
    `filter[${name}]=${text}&count=true`,
    `filter[${name}][in]=${text}&count=true`,
    ...(kind === 'text' && !schema.enum ? [`filter[${name}][prefix]=${text}&count=true`] : []),
    ...(kind === 'integer' || kind === 'amount' || kind === 'instant'
      ? [`filter[${name}][gte]=${text}&count=true`]
      : []),
  ];
}

/** The row as its owner reads it. */
async function foreignRow(asking: Asking, resource: Resource): Promise<Readonly<Record<string, unknown>>> {
  const { stranger } = asking.judged.world;
  const id = await asking.judged.world.rowOf(stranger, resource);
  const answer = await asking.send({
    method: 'GET',
    url: `/v1/${resource.path}/${id}`,
    person: stranger,
  });
  return (answer.json ?? {}) as Record<string, unknown>;
}
