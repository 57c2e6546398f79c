import { fieldsOf, type ConcreteType, type FieldSpec } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Person } from '../../subject.js';
import { isAccepted } from '../../world/field-values.js';
import { askerOf } from '../contract/requests.js';
import { lettersOf, type SecretLetter } from '../letters.js';
import { isStreamed } from '../streamed.js';
import { shown, type Asking } from './asking.js';
import { isWrite } from './sameness.js';

/** A write with a body. */
type Taking = Operation & { readonly input: ConcreteType };

/**
 * A token that was mailed to one address is for its owner alone, and once: every operation with an address in its body is
 * called with that of somebody, and what their mail holds is given to every operation that takes a secret.
 */
export async function judgeMailedSecrets(asking: Asking): Promise<void> {
  const takers = asking.judged.operations.filter(isWriting).filter(takesToken);
  if (takers.length === 0) return;
  const other = await colleague(asking);
  for (const sender of asking.judged.operations.filter(isWriting)) {
    const addresses = fieldsOf(sender.input).filter(({ schema }) => schema.format === 'email');
    if (addresses.length === 0) continue;
    // Some address strangers only, some only who belongs to the organization.
    for (const make of [colleague, () => asking.judged.subject.openOrganization()]) {
      const addressee = await make(asking);
      const letters = await lettersTo(asking, sender, addresses, addressee);
      for (const letter of letters)
        for (const taker of takers) await judgeTaker(asking, taker, letter, addressee, other);
      if (letters.length > 0) break;
    }
  }
}

function isWriting(operation: Operation): operation is Taking {
  const { input, method, route, rule } = operation;
  const isPeoples = rule !== undefined && rule.kind !== 'operator';
  return method !== 'GET' && input !== null && route !== undefined && isPeoples && !isStreamed(operation);
}

function takesToken({ input, path }: Taking): boolean {
  return !path.includes('{') && secretsOf(input).length > 0;
}

function secretsOf(input: ConcreteType): FieldSpec[] {
  return fieldsOf(input).filter(({ classification, kind }) => classification === 'secret' && kind === 'text');
}

/** Someone of the owner's organization who may do everything. */
function colleague({ judged }: Asking): Promise<Person> {
  const { registry, subject, world } = judged;
  return subject.join(world.owner, [...registry.grantablePermissions]);
}

async function lettersTo(
  asking: Asking,
  sender: Taking,
  addresses: readonly FieldSpec[],
  { email }: Person,
): Promise<SecretLetter[]> {
  const { subject, world } = asking.judged;
  const id = await asking.rowFor(sender, world.owner);
  if (email === undefined || id === undefined) return [];
  const usual = await world.bodyFor(sender, world.owner, id ?? undefined);
  const body = { ...usual, ...Object.fromEntries(addresses.map(({ name }) => [name, email])) };
  const person = id === null ? await askerOf(asking, sender) : world.owner;
  const answer = await asking.send(await asking.inquiry(sender, person, { id, body }));
  if (answer.status >= 300) return [];
  const letters = await lettersOf(subject, answer.statements);
  return letters.filter((letter) => letter.email.toLowerCase() === email.toLowerCase());
}

/** Nobody knows which operation a token is for: the one that it works for once. */
async function judgeTaker(
  asking: Asking,
  taker: Taking,
  { tokens }: SecretLetter,
  addressee: Person,
  other: Person,
): Promise<void> {
  const usual = await asking.judged.world.bodyFor(taker, addressee);
  for (const token of tokens)
    for (const { name } of secretsOf(taker.input).filter((field) => isAccepted(taker.input, field, token))) {
      const bodyWith = (value: string) => ({ ...usual, [name]: value });
      const isUsed = await judgeToken(asking, taker, [token, forged(token)].map(bodyWith), addressee, other);
      if (isUsed) return;
    }
}

/** A token of the same form that was never written. */
function forged(token: string): string {
  return `${token.slice(0, -10)}${'A'.repeat(10)}`;
}

/**
 * @param bodies with the token, and with one that was never written
 * @returns whether the token has worked
 */
async function judgeToken(
  asking: Asking,
  taker: Taking,
  [withToken, withForged]: readonly object[],
  addressee: Person,
  other: Person,
): Promise<boolean> {
  const isPublic = taker.rule?.kind === 'public';
  const as = async (person: Person | null, body = withToken) => {
    const inquiry = await asking.inquiry(taker, person, { body, whose: addressee });
    return { inquiry, answer: await asking.send(inquiry) };
  };
  const by = isPublic ? null : addressee;
  // Where any text will do, such as for a new password, none is a token.
  if (hasEffect((await as(by, withForged)).answer)) return false;
  const foreign = isPublic ? null : await as(other);
  if (foreign && hasEffect(foreign.answer)) {
    asking.found('mailed-secret-of-another', taker, {
      message: `${taker.title} accepts a token that was mailed to someone other than the caller.`,
      mend: "Compare the token's email address with the caller's, and reject the request if they differ.",
      evidence: shown(foreign.inquiry, foreign.answer),
    });
    return true;
  }
  const first = await as(by);
  if (!hasEffect(first.answer)) return false;
  if (foreign) asking.held('mailed-secret-of-another', taker);
  const again = await as(by);
  if (hasEffect(again.answer))
    asking.found('mailed-secret-twice', taker, {
      message: `${taker.title} takes effect again when the same emailed token is used a second time.`,
      mend: "Lock the token's row, reject the request if the token was already used, and mark it as used in the same transaction.",
      evidence: shown(
        again.inquiry,
        again.answer,
        `First response: ${first.answer.status} ${first.answer.text}`,
      ),
    });
  else asking.held('mailed-secret-twice', taker);
  return true;
}

function hasEffect({ status, statements }: Answer): boolean {
  return status < 300 && statements.some(isWrite);
}
