import { formerFingerprint, keyDigest } from '@keelson/platform';
import { isDeepStrictEqual } from 'node:util';
import type { Answer, Inquiry } from '../../subject.js';
import { evidenceOf, problemOf } from '../contract/requests.js';
import { comparedBody, keyedBy } from '../streamed.js';
import { requestIdOf, type Trial, type Trials } from './trial.js';

/** Requests of one key that are sent at once. */
const racers = 4;

let made = 0;

/** A repeated request has its effect once, whatever has happened to the first one. */
export async function judgeIdempotency(all: Trials): Promise<void> {
  const repeatable = all.asking.judged.operations.filter(({ document }) =>
    document?.parameters?.some((one) =>
      '$ref' in one ? one.$ref.endsWith('/IdempotencyKey') : one.name === 'Idempotency-Key',
    ),
  );
  await all.each(repeatable, async (trials, operation) => {
    for (const judge of [judgeReplay, judgeRace, judgeCrash]) {
      const trial = await prepared(trials, operation);
      if (trial) await judge(trials, trial);
    }
  });
}

type Repeatable = Pick<Trial, 'operation' | 'person' | 'id' | 'inquiry'>;

/** Operations of no resource are asked by someone of their own: signing out is one. */
async function prepared(trials: Trials, operation: Trial['operation']): Promise<Repeatable | null> {
  if (trials.writes.includes(operation)) return trials.prepare(operation);
  const { subject, world } = trials.asking.judged;
  const isOperators = operation.rule?.kind === 'operator';
  const person = isOperators ? await world.askerOf(operation) : await subject.openOrganization();
  return { operation, person, id: null, inquiry: await trials.asking.inquiry(operation, person) };
}

function keyed(inquiry: Inquiry, key: string): Inquiry {
  return { ...inquiry, headers: { ...inquiry.headers, 'idempotency-key': key } };
}

function newKey(): string {
  return `conformance-${(made += 1)}-${crypto.randomUUID()}`;
}

async function judgeReplay(trials: Trials, trial: Repeatable): Promise<void> {
  const { operation } = trial;
  const inquiry = keyed(trial.inquiry, newKey());
  const first = await trials.asking.send(inquiry);
  if (first.status >= 300) return;
  const again = await trials.asking.send(inquiry);
  // Who has signed out can't ask again.
  if (again.status === 401) return;
  const isSame =
    again.status === first.status &&
    isDeepStrictEqual(again.json, first.json) &&
    again.headers['etag'] === first.headers['etag'];
  if (!isSame || again.headers['idempotency-replayed'] !== 'true')
    trials.found(
      trial,
      'idempotency-not-replayed',
      `${operation.title} returns ${first.status} and then ${again.status} when the same request is sent twice with the same key${isSame ? ', but the second response has no Idempotency-Replayed header' : '; the second response must be the same as the first'}.`,
      operationMend,
      inquiry,
      again,
    );
  else trials.held(trial, 'idempotency-not-replayed');
  if ((await trials.ledger.entries(requestIdOf(again))).length > 0)
    trials.found(
      trial,
      'replay-runs-twice',
      `${operation.title} writes again when a request is retried with the same key.`,
      operationMend,
      inquiry,
      again,
    );
  else trials.held(trial, 'replay-runs-twice');
  await judgeOtherBody(trials, trial, inquiry);
  await judgeKey(trials, trial);
}

const operationMend =
  'Make the write an operation (a verb of the resource, @Action or @Operation), and return its result as the response.';

async function judgeOtherBody(trials: Trials, trial: Repeatable, inquiry: Inquiry): Promise<void> {
  const { operation } = trial;
  if (inquiry.body === undefined && trial.id === null) return;
  const other: Inquiry =
    inquiry.body === undefined
      ? { ...inquiry, url: operation.at() }
      : {
          ...inquiry,
          body:
            typeof inquiry.body === 'string'
              ? `${inquiry.body}{}\n`
              : { ...(inquiry.body as object), otherMember: 1 },
        };
  const answer = await trials.asking.send(other);
  if (answer.status !== 422 || problemOf(answer)?.code !== 'idempotency_key_reused')
    trials.found(
      trial,
      'idempotency-key-reused',
      `${operation.title} returns ${answer.status} to a different request with a key that was already used; expected 422 idempotency_key_reused.`,
      operationMend,
      other,
      answer,
    );
  else trials.held(trial, 'idempotency-key-reused');
}

async function judgeKey(trials: Trials, trial: Repeatable): Promise<void> {
  const inquiry = keyed(trial.inquiry, 'a key with spaces');
  const answer = await trials.asking.send(inquiry);
  const isNamed = problemOf(answer)?.errors?.some(
    ({ header }) => header?.toLowerCase() === 'idempotency-key',
  );
  if (answer.status !== 400 || !isNamed)
    trials.found(
      trial,
      'idempotency-key-unchecked',
      `${trial.operation.title} returns ${answer.status} for an invalid Idempotency-Key; expected 400 with an error that names the header.`,
      operationMend,
      inquiry,
      answer,
    );
  else trials.held(trial, 'idempotency-key-unchecked');
}

/** Of several at once, one does the work; the others wait for its answer or are told to come back. */
async function judgeRace(trials: Trials, trial: Repeatable): Promise<void> {
  const inquiry = keyed(trial.inquiry, newKey());
  const answers = await Promise.all(Array.from({ length: racers }, () => trials.asking.send(inquiry)));
  const done = answers.filter(({ status }) => status < 300);
  const first = done.filter(({ headers }) => headers['idempotency-replayed'] !== 'true');
  // All are refused where the business refuses the first, and whoever has signed out is nobody.
  if (done.length === 0 || answers.some(({ status }) => status === 401)) return;
  const others = answers.filter((one) => one.status >= 300 && problemOf(one)?.code !== 'request_in_progress');
  const shown = first[1] ?? others[0];
  if (shown) tellRace(trials, trial, inquiry, answers, shown);
  else trials.held(trial, 'replay-runs-twice');
}

function tellRace(
  trials: Trials,
  { operation }: Repeatable,
  inquiry: Inquiry,
  answers: readonly Answer[],
  shown: Answer,
): void {
  trials.asking.found('replay-runs-twice', operation, {
    message: `${operation.title}, sent ${answers.length} times concurrently with the same key, returns ${answers.map(({ status }) => status).join(', ')}. Exactly one request must take effect; the others must get the same response or 409 request_in_progress.`,
    mend: operationMend,
    evidence: evidenceOf(inquiry, shown),
  });
}

/** A claim without completion: its process runs still, then has died. */
async function judgeCrash(trials: Trials, trial: Repeatable): Promise<void> {
  const { operation, person, inquiry } = trial;
  const { subject } = trials.asking.judged;
  const key = newKey();
  // An operator's keys belong to no organization.
  const organizationId = operation.rule?.kind === 'operator' ? null : person.organizationId;
  const keyHash = keyDigest({ userId: person.userId, organizationId }, keyedBy(operation), key);
  // As a version before 0.2 would have stored it: the key of a retry across an upgrade is claimed as well.
  const fingerprint = formerFingerprint(inquiry.url, comparedBody(operation, inquiry.body));
  const now = 'CURRENT_TIMESTAMP(3)';
  await subject.sql(
    `INSERT INTO idempotency_keys (key_hash, fingerprint, claim_id, lease_until, created_at) VALUES (?, ?, ?, ${now} + INTERVAL '60' SECOND, ${now})`,
    [keyHash, fingerprint, crypto.randomUUID()],
  );
  const request = keyed(inquiry, key);
  const running = await trials.asking.send(request);
  if (running.status !== 409 || problemOf(running)?.code !== 'request_in_progress')
    trials.found(
      trial,
      'idempotency-claim-ignored',
      `${operation.title} returns ${running.status} while a request with the same key is in progress; expected 409 request_in_progress.`,
      operationMend,
      request,
      running,
    );
  else trials.held(trial, 'idempotency-claim-ignored');
  await subject.sql(
    `UPDATE idempotency_keys SET lease_until = ${now} - INTERVAL '60' SECOND WHERE key_hash = ?`,
    [keyHash],
  );
  const taken = await trials.asking.send(request);
  if (problemOf(taken)?.code === 'request_in_progress')
    trials.found(
      trial,
      'idempotency-crash',
      `${operation.title} is still blocked after the process that held the key died: a retry returns ${taken.status}.`,
      operationMend,
      request,
      taken,
    );
  else trials.held(trial, 'idempotency-crash');
  judgeCompletion(trials, trial, request, taken);
}

/** The completion must commit with the write: between the two, a crash would make the repetition a second write. */
function judgeCompletion(trials: Trials, trial: Repeatable, request: Inquiry, answer: Answer): void {
  if (answer.status >= 300) return;
  const texts = answer.statements.map(({ text }) => text);
  const completed = texts.findIndex((text) =>
    /^update\s+["`]?idempotency_keys["`]?\s+set\s+["`]?answer/i.test(text),
  );
  const commit = texts.findIndex((text, index) => index > completed && /^commit/i.test(text));
  const between = texts.slice(0, Math.max(0, completed)).findLastIndex((text) => /^commit/i.test(text));
  const writes = texts.findIndex((text) => /^insert into ["`]?audit_entries/i.test(text));
  if (completed < 0 || (commit >= 0 && writes >= 0 && between > writes))
    trials.found(
      trial,
      'idempotency-completed-apart',
      `${trial.operation.title} ${completed < 0 ? 'does not store its response with the idempotency key' : 'stores its response with the idempotency key only after its write has been committed'}.`,
      'Complete the idempotency key in the same transaction as the write, as operations do.',
      request,
      answer,
    );
  else trials.held(trial, 'idempotency-completed-apart');
}
