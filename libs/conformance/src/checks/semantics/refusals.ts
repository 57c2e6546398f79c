import type { Inquiry } from '../../subject.js';
import { same } from './ledger.js';
import { requestIdOf, type Trial, type Trials } from './trial.js';

/** A write that is refused leaves nothing behind: no row changed, no audit entry, no event. */
export async function judgeRefusals(all: Trials): Promise<void> {
  await all.each(all.writes, async (trials, operation) => {
    await judgeStates(trials, operation);
    const trial = await trials.prepare(operation);
    if (!trial) return;
    if (operation.input)
      await judgeRefused(
        trials,
        trial,
        { ...trial.inquiry, body: { ...(trial.inquiry.body as object), unexpectedMember: 1 } },
        'a body with an unknown field',
      );
    if (trial.id !== null && takesIfMatch(operation)) {
      const stale = { ...trial.inquiry, headers: { 'if-match': '"0"' } };
      await judgeRefused(trials, trial, stale, 'an If-Match with a stale version', {
        status: 412,
        rule: 'if-match-ignored',
        mend: 'Read the row with @Found(): it compares If-Match with the version of the locked row.',
      });
    }
  });
}

interface Refusal {
  readonly status: number;
  /** Broken when the answer is another. */
  readonly rule: string;
  readonly mend: string;
}

/** An operation is refused in every state from which it does not lead. */
async function judgeStates(trials: Trials, operation: Trial['operation']): Promise<void> {
  // The body is made for a row that allows the operation: that of one which does not may fit nothing.
  const possible = await trials.prepare(operation);
  if (!possible?.id) return;
  const { state, editableIn } = possible.resource;
  const { meta, method } = operation;
  const isEdit = meta?.verb === 'free' && method !== 'POST';
  const from = meta?.from ?? (isEdit ? editableIn : null);
  const others = from ? (state?.states ?? []).filter((one) => !from.includes(one)) : [];
  for (const other of others) {
    const trial = await trials.prepare(operation, undefined, other);
    if (!trial) continue;
    const { body } = possible.inquiry;
    const inquiry = { ...trial.inquiry, ...(body !== undefined && { body }) };
    await judgeRefused(trials, trial, inquiry, `a row in the state ${other}`, {
      status: 409,
      rule: 'wrong-state-accepted',
      mend: 'Declare `from` on the @Action, or `editableIn` on the resource, and read the row with @Found().',
    });
  }
  if (meta?.to?.length === 1 && !meta.from) await judgeRepetition(trials, operation, String(meta.to[0]));
}

/** What leads to a state from anywhere leads there from that state too: then it must change nothing. */
async function judgeRepetition(trials: Trials, operation: Trial['operation'], to: string): Promise<void> {
  const trial = await trials.prepare(operation, undefined, to);
  if (!trial?.id) return;
  const before = await trials.ledger.row(trial.resource, trial.id);
  const answer = await trials.asking.send(trial.inquiry);
  const after = await trials.ledger.row(trial.resource, trial.id);
  if (same(withoutVersion(before), withoutVersion(after))) return trials.held(trial, 'action-repeats');
  trials.found(
    trial,
    'action-repeats',
    `${operation.title} accepts a row that is already in the state ${to} and changes it again.`,
    'List the allowed source states in `from` of the @Action.',
    trial.inquiry,
    answer,
  );
}

function withoutVersion(row: Readonly<Record<string, unknown>> | null): object {
  return { ...row, version: null, updated_at: null };
}

function takesIfMatch({ document }: Trial['operation']): boolean {
  return document?.parameters?.some((one) => '$ref' in one && one.$ref.endsWith('/IfMatch')) ?? false;
}

async function judgeRefused(
  trials: Trials,
  trial: Trial,
  inquiry: Inquiry,
  what: string,
  refusal?: Refusal,
): Promise<void> {
  const { operation, resource } = trial;
  const before = trial.id ? await trials.ledger.row(resource, trial.id) : null;
  const answer = await trials.asking.send(inquiry);
  if (refusal && answer.status !== refusal.status)
    trials.found(
      trial,
      refusal.rule,
      `${operation.title} returns ${answer.status} for ${what}; expected ${refusal.status}.`,
      refusal.mend,
      inquiry,
      answer,
    );
  else if (refusal) trials.held(trial, refusal.rule);
  if (answer.status < 400) return;
  await judgeNothingLeft(trials, trial, inquiry, answer, 'refused', before);
}

const leftovers = {
  refused: {
    kept: 'refused-write-kept',
    recorded: 'refused-write-recorded',
    emitted: 'refused-write-emitted',
  },
  'rolled-back': {
    kept: 'rolled-back-write-kept',
    recorded: 'rolled-back-write-recorded',
    emitted: 'rolled-back-write-emitted',
  },
} as const;

/** Tells of what a request that was not accepted has left behind. */
export async function judgeNothingLeft(
  trials: Trials,
  trial: Trial,
  inquiry: Inquiry,
  answer: Awaited<ReturnType<Trials['asking']['send']>>,
  fate: 'refused' | 'rolled-back',
  before: Readonly<Record<string, unknown>> | null,
): Promise<void> {
  const { resource } = trial;
  const { title } = trial.operation;
  const requestId = requestIdOf(answer);
  const tell = (rule: string, message: string, mend: string) =>
    trials.found(trial, rule, `${title} returns ${answer.status}, but ${message}.`, mend, inquiry, answer);
  const after = trial.id ? await trials.ledger.row(resource, trial.id) : null;
  if (trial.id && !same(before, after))
    tell(
      leftovers[fate].kept,
      'it changed the row',
      'Write only inside the operation: its transaction is rolled back if the request is rejected.',
    );
  else trials.held(trial, leftovers[fate].kept);
  if ((await trials.ledger.entries(requestId)).length > 0)
    tell(
      leftovers[fate].recorded,
      'it wrote an audit entry',
      'Do not record audit entries yourself. Write through the store inside the operation, so that the entry and the row commit together.',
    );
  else trials.held(trial, leftovers[fate].recorded);
  if ((await trials.ledger.events(requestId)).length > 0)
    tell(
      leftovers[fate].emitted,
      'it recorded an event',
      'Do not emit events yourself: the store records them in the same transaction as the row.',
    );
  else trials.held(trial, leftovers[fate].emitted);
}
