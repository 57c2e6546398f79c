import { setTimeout as pause } from 'node:timers/promises';
import type { Proceedings } from '../check.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, Subject } from '../subject.js';
import { evidenceOf, resourceOf } from '../checks/contract/requests.js';
import { withParts } from '../with-parts.js';
import { contractOf } from './published-contract.js';
import { internalsIn, secretIn } from './told.js';

/** Begins the request ids of those requests whose statements the kit makes fail: they are answered 5xx rightly. */
export const faultMark = 'conformance-fault-';

/** Begins the request ids of drawn sequences, and of whatever else meets rows that the kit has written itself: they are judged where they are sent. */
export const sequenceMark = 'conformance-sequence-';

function isExpected({ headers }: Inquiry): boolean {
  const id = headers?.['x-request-id'] ?? '';
  return id.startsWith(faultMark) || id.startsWith(sequenceMark);
}

/** Longest that a 503 of a read is waited for, in milliseconds; what stays away longer is a finding. */
const mostAwayMs = 5_000;

/** Reads of a run that are sent again: an application that answers every first read with 503 has more. */
const mostRetries = 5;

/**
 * Milliseconds until a read that got 503 may be sent again, as a client would: a machine that is busy makes a process unready,
 * or refuses to wait longer, for a moment. Null where nobody is to come back.
 */
function retryMs(inquiry: Inquiry, { status, headers }: Answer): number | null {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (status !== 503 || inquiry.method !== 'GET' || isExpected(inquiry) || !(after >= 0)) return null;
  return Math.min(1_000 * after, mostAwayMs);
}

/**
 * The subject with every exchange compared to the document, whichever check it belongs to.
 * @param others who are told of each exchange, too
 */
export function witnessed(
  subject: Subject,
  { document, registry }: Pick<Judged, 'document' | 'registry'>,
  operations: readonly Operation[],
  proceedings: Proceedings,
  others: readonly ((operation: Operation, inquiry: Inquiry, answer: Answer) => void | Promise<void>)[] = [],
): Subject {
  const contract = contractOf(document);
  const byTitle = new Map(operations.map((operation) => [operation.title, operation]));
  const judgeWords = (operation: Operation, inquiry: Inquiry, answer: Answer): void => {
    const { title, place } = operation;
    const evidence = () => evidenceOf(inquiry, answer);
    const told = internalsIn(answer);
    if (told !== null)
      proceedings.found({
        rule: 'contract/internals-told',
        operation: title,
        place,
        message: `${title} returns "${told.slice(0, 100)}" to a client, which exposes server internals.`,
        mend: 'Throw an error that you declared with defineError. Do not catch other errors: the platform does not return their messages to clients.',
        evidence: evidence(),
      });
    const secret = answer.status < 400 ? secretIn(answer, resourceOf(registry, operation)) : null;
    if (secret !== null)
      proceedings.found({
        rule: 'contract/secret-shown',
        operation: title,
        place,
        message: `${title} returns "${secret}", which is classified as secret.`,
        mend: 'Return the view, or select the returned fields explicitly.',
        evidence: evidence(),
      });
  };
  const judge = async (inquiry: Inquiry, answer: Answer, isLast = true): Promise<void> => {
    const title = contract.operations.find(inquiry.method, inquiry.url)?.title;
    const operation = byTitle.get(title ?? '');
    // The run may be about one feature only.
    if (!operation) return;
    const faults = contract.faultsOf(inquiry, answer);
    const { place } = operation;
    for (const { rule, message, mend } of faults)
      proceedings.found({
        rule: `contract/${rule}`,
        operation: operation.title,
        place,
        message,
        mend,
        evidence: evidenceOf(inquiry, answer),
      });
    judgeWords(operation, inquiry, answer);
    for (const other of others) await other(operation, inquiry, answer);
    if (answer.status >= 500 && isLast && !isExpected(inquiry))
      proceedings.found({
        rule: 'contract/server-error',
        operation: operation.title,
        place,
        message: `${inquiry.method} ${inquiry.url.slice(0, 200)} returns ${answer.status}${answer.serverError === undefined ? '' : `: ${answer.serverError}`}.`,
        mend: 'Define the expected errors with defineError and throw those. For an unexpected error, search the log for the request id in the response.',
        evidence: evidenceOf(inquiry, answer),
      });
    else if (faults.length === 0) proceedings.held('contract/answer', operation.title);
  };
  let retries = 0;
  return withParts(subject, {
    send: async (inquiry) => {
      let answer = await subject.send(inquiry);
      const waitMs = retryMs(inquiry, answer);
      if (waitMs !== null && retries < mostRetries) {
        retries += 1;
        // Whatever else is wrong with it is told of.
        await judge(inquiry, answer, false);
        await pause(waitMs);
        answer = await subject.send(inquiry);
      }
      await judge(inquiry, answer);
      return answer;
    },
  });
}
