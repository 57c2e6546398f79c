import { forbidden, permissionOf, unprovenAddress, type Resource } from '@keelson/kernel';
import { needsProof } from '../../catalog/proof.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { tableOf } from '../../world/columns.js';
import { codeOf, shown, type Asking } from './asking.js';
import { expectRefusal } from './permissions.js';

/**
 * An account whose address is unproven is refused what needs proof, by every way to it, and is served everything else as
 * an account whose address is proven.
 */
export async function judgeUnproven(all: Asking): Promise<void> {
  const { operations, registry, subject } = all.judged;
  const person = await subject.openUnproven?.();
  if (!person) return;
  const owner = { ...person, title: 'an owner with an unverified email address' };
  const key = await subject.key(owner, null);
  await all.each(operations, async (asking, operation) => {
    const { route, rule } = operation;
    if (!route || !rule || rule.kind === 'public') return;
    if (needsProof(route, registry)) {
      await judgeRefusal(asking, operation, owner, [unprovenAddress.code]);
      // A key has what its member has; which of both is missing it need not say.
      const codes = [unprovenAddress.code, forbidden.code];
      if (key) await judgeRefusal(asking, operation, key, codes);
    } else await judgeService(asking, operation, owner);
  });
}

async function judgeRefusal(
  asking: Asking,
  operation: Operation,
  person: Person,
  codes: readonly string[],
): Promise<void> {
  const id = await asking.rowFor(operation, person);
  const inquiry = await asking.inquiry(operation, person, { id, whose: person });
  const mend =
    'Before anything else, throw unprovenAddress() unless currentCaller().isProven is true, or require a permission that is listed in provenOnly.';
  await expectRefusal(asking, operation, inquiry, 'unproven', mend, codes);
}

async function judgeService(asking: Asking, operation: Operation, owner: Person): Promise<void> {
  const { subject } = asking.judged;
  // Signing out is such an operation.
  const isPersonal = operation.rule?.kind === 'signed-in' && operation.method !== 'GET';
  const person = isPersonal ? ((await subject.openUnproven?.()) ?? owner) : owner;
  const sent = await asked(asking, operation, { ...person, title: owner.title });
  // Rows that only proven accounts create are none of this person's to ask about.
  if (!sent) return;
  const { inquiry, answer } = sent;
  const around = madeBy(asking, answer);
  if (around) {
    const permission = permissionOf(around, 'create');
    asking.found('unproven-way-around', operation, {
      message: `${operation.title} creates a row of ${around.path} for ${owner.title}, although "${permission}" is listed in provenOnly.`,
      mend: `Require "${permission}" for this operation, too, or add this operation's permission to provenOnly.`,
      evidence: shown(inquiry, answer),
    });
  } else if (answer.status < 300 || (await isSameForProven(asking, operation, answer)))
    asking.held('unproven-service', operation);
  else
    asking.found('unproven-service', operation, {
      message: `${operation.title} returns ${answer.status} to ${owner.title}, but not to one with a verified address.`,
      mend: 'If the operation requires a verified address, list its permission in provenOnly or add @Fails(unprovenAddress). Otherwise, accept the request.',
      evidence: shown(inquiry, answer),
    });
}

async function asked(
  asking: Asking,
  operation: Operation,
  person: Person,
): Promise<{ readonly inquiry: Inquiry; readonly answer: Answer } | null> {
  const id = await asking.rowFor(operation, person);
  if (id === undefined) return null;
  const inquiry = await asking.inquiry(operation, person, { id, whose: person });
  return { inquiry, answer: await asking.send(inquiry) };
}

/**
 * Nobody knows whether a request was right that is refused; the same of someone whose address is proven shows it. That one's
 * organization is new: other rows of the first may have been in the way, so it is asked for once more in another new one.
 */
async function isSameForProven(asking: Asking, operation: Operation, unproven: Answer): Promise<boolean> {
  const { subject } = asking.judged;
  const proven = await asked(asking, operation, await subject.openOrganization());
  const isSame = (answer: Answer) =>
    proven?.answer.status === answer.status && codeOf(proven.answer) === codeOf(answer);
  if (isSame(unproven)) return true;
  const another = await subject.openUnproven?.();
  const again = another && (await asked(asking, operation, another));
  return Boolean(again && (again.answer.status < 300 || isSame(again.answer)));
}

/** A resource of which the request has made a row, and whose rows only proven accounts may create. */
function madeBy({ judged }: Asking, { status, statements }: Answer): Resource | undefined {
  if (status >= 300) return undefined;
  const { registry, subject } = judged;
  return registry.resources.find(({ entity, provenOnly }) => {
    const insert = new RegExp(`^\\s*INSERT INTO ["\`]?${tableOf(subject.application, entity)}\\b`, 'i');
    return provenOnly.includes('create') && statements.some(({ text }) => insert.test(text));
  });
}
