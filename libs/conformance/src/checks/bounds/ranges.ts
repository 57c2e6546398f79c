import type { JsonSchema } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import { Edge } from '../../contract/extremes.js';
import { contractOf, type PublishedContract } from '../../contract/published-contract.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { shown, type Asking } from '../access/asking.js';
import { problemOf, validRequest } from '../contract/requests.js';

/** Largest answer to a request, in bytes. */
const mostBytes = 1_048_576;
/** Most of the processor's time that an answer or a refusal may take, in milliseconds. */
const mostBusyMs = 5_000;
/** A request that waits longer, for an event or a statement, tells no more by waiting again. */
const mostIdleMs = 500;

/** How far apart the ends are, in years or units: step by step, so that what has no bound is found while it is small. */
const reaches = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, Number.POSITIVE_INFINITY];

/** How long a page is, and where it begins, is judged for itself. */
const paging: ReadonlySet<string> = new Set(['limit', 'offset', 'page', 'cursor', 'after']);

/**
 * A read of a range, from one day to another or for so many of them, ends somewhere: at the extremes that its parameters
 * let in it answers no more than it publishes, or refuses them, soon.
 */
export async function judgeRanges(asking: Asking): Promise<void> {
  const { operations, document } = asking.judged;
  const contract = contractOf(document);
  // One after the other: each may keep the process busy.
  for (const operation of operations) {
    if (operation.method !== 'GET' || !operation.route) continue;
    const usual = await validRequest(asking, operation);
    const edges = edgesOf(operation, contract, usual);
    // Whichever of two is the first, one of the ways is from the least to the greatest.
    for (const isTurned of [false, true])
      if (edges.length > 0 && !(await judgeWidening(asking, contract, operation, usual, edges, isTurned)))
        break;
  }
}

function edgesOf({ parameters }: Operation, { schemas }: PublishedContract, { url }: Inquiry): Edge[] {
  const given = new URLSearchParams(url.split('?')[1]);
  return parameters
    .filter(({ in: place, name }) => place === 'query' && !paging.has(name) && !name.startsWith('filter['))
    .flatMap((parameter) => Edge.of(schemas, parameter, given.get(parameter.name)) ?? []);
}

/** @returns whether no fault was found */
async function judgeWidening(
  asking: Asking,
  contract: PublishedContract,
  operation: Operation,
  usual: Inquiry,
  edges: readonly Edge[],
  isTurned: boolean,
): Promise<boolean> {
  let isRefused = false;
  let last = '';
  for (const reach of reaches) {
    // What is too long now is so later; whether that is known before anything is made, the extremes tell.
    if (isRefused && Number.isFinite(reach)) continue;
    const query = queryOf(edges, isTurned, reach);
    if (query === last) continue;
    last = query;
    const inquiry = { ...usual, url: withQuery(usual.url, query) };
    const begun = performance.eventLoopUtilization();
    const used = process.cpuUsage();
    const answer = await asking.send(inquiry);
    const { idle } = performance.eventLoopUtilization(begun);
    // Not the time of the clock: on a busy machine this process waits for its turn, however little it does.
    const { user, system } = process.cpuUsage(used);
    const fault = faultOf(contract, operation, edges, answer, (user + system) / 1_000);
    if (fault) {
      tell(asking, operation, inquiry, answer, query, fault);
      return false;
    }
    if (idle > mostIdleMs) break;
    isRefused = answer.status >= 400;
  }
  asking.held('range', operation);
  return true;
}

/** Every second one of a kind is the other end. */
function queryOf(edges: readonly Edge[], isTurned: boolean, reach: number): string {
  const query = edges.flatMap((edge): [string, string][] => {
    const before = edges.slice(0, edges.indexOf(edge)).filter(({ kind }) => kind === edge.kind).length;
    const value = edge.at((before % 2 === 0) === isTurned ? 'greatest' : 'least', reach);
    return value === null ? [] : [[edge.name, value]];
  });
  return new URLSearchParams(query).toString();
}

interface Fault {
  readonly what: string;
  readonly mend: string;
}

const boundMend =
  "Reject a range that is too long for one response before doing any work: return 400 and name the parameter. Document the maximum in the parameter's description.";

function faultOf(
  { schemas }: PublishedContract,
  { document }: Operation,
  edges: readonly Edge[],
  answer: Answer,
  busyMs: number,
): Fault | null {
  const { status, text, json } = answer;
  if (busyMs > mostBusyMs)
    return { what: `blocks the process for ${Math.round(busyMs / 1_000)} s`, mend: boundMend };
  if (status === 400 && problemOf(answer) && !namesOneOf(answer, edges))
    return {
      what: 'rejects the range without naming the parameter',
      mend: 'Throw validationFailed({ errors: [{ parameter, detail }] }).',
    };
  // The witness of all answers tells of what breaks.
  if (status >= 300) return null;
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) return { what: `returns ${Math.round(bytes / 1_024)} KiB`, mend: boundMend };
  const response = document?.responses[String(status)];
  const schema = response && 'content' in response ? response.content?.['application/json']?.schema : null;
  const tooMany = schema ? longerThanPublished(schema, json, (one) => schemas.resolve(one)) : null;
  return tooMany === null ? null : { what: `returns a list of ${tooMany} elements`, mend: boundMend };
}

function namesOneOf(answer: Answer, edges: readonly Edge[]): boolean {
  const names = new Set(edges.map(({ name }) => name));
  return (problemOf(answer)?.errors ?? []).some(({ parameter }) => names.has(parameter ?? ''));
}

/** How long the first list is that is longer than its schema says; null where none is. */
function longerThanPublished(
  schema: JsonSchema,
  value: unknown,
  resolve: (schema: JsonSchema) => JsonSchema,
): number | null {
  const { maxItems = Number.POSITIVE_INFINITY, items, properties = {}, anyOf = [] } = resolve(schema);
  if (Array.isArray(value)) {
    if (value.length > maxItems) return value.length;
    return items ? first(value.map((one) => () => longerThanPublished(items, one, resolve))) : null;
  }
  const members = (value ?? {}) as Readonly<Record<string, unknown>>;
  return first([
    ...Object.entries(properties).map(
      ([name, one]) =>
        () =>
          longerThanPublished(one, members[name], resolve),
    ),
    ...anyOf.map((one) => () => longerThanPublished(one, value, resolve)),
  ]);
}

function first(tries: readonly (() => number | null)[]): number | null {
  for (const one of tries) {
    const found = one();
    if (found !== null) return found;
  }
  return null;
}

function tell(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  answer: Answer,
  query: string,
  { what, mend }: Fault,
): void {
  asking.found('range', operation, {
    message: `${operation.title}, called with ${query}, ${what}.`,
    mend,
    evidence: shown(inquiry, { ...answer, text: answer.text.slice(0, 2_000) }),
  });
}
