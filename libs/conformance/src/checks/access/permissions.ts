import { fieldsOf, forbidden } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { referencesOf } from '../../world/field-values.js';
import { codeOf, shown, type Asking } from './asking.js';
import { Callers } from './callers.js';
import { isRuleOfItsOwn, succeedsForOthers } from './other-tries.js';
import { isWrite } from './sameness.js';

/** The permission is what decides: without it nothing goes, with it and no other everything does. */
export async function judgePermissions(all: Asking): Promise<void> {
  const { operations } = all.judged;
  const callers = new Callers(all.judged);
  await all.each(operations, async (asking, operation) => {
    const { rule } = operation;
    if (!rule) return;
    if (rule.kind === 'public') await judgePublic(asking, operation);
    else if (rule.kind === 'signed-in') await judgeSignedIn(asking, operation);
    else if (rule.kind === 'permission') {
      await judgeWithout(asking, operation, rule.permission);
      await judgeWith(asking, callers, operation, rule.permission);
      await judgeOwner(asking, operation);
    }
  });
}

async function judgePublic(asking: Asking, operation: Operation): Promise<void> {
  const inquiry = await asking.inquiry(operation, null);
  const answer = await asking.send(inquiry);
  const isOpen = operation.method !== 'GET' || operation.path.includes('{') || answer.status < 400;
  if (answer.status >= 500 || answer.status === 403 || !isOpen)
    asking.found('public', operation, {
      message: `${operation.title} is public but returns ${answer.status} to a request without a token.`,
      mend: 'Make the operation work without a token, or change its access rule.',
      evidence: shown(inquiry, answer),
    });
  else asking.held('public', operation);
}

async function judgeSignedIn(asking: Asking, operation: Operation): Promise<void> {
  const { subject, world } = asking.judged;
  // Someone new: signing out is such an operation.
  const person = await subject.join(world.owner, []);
  const inquiry = await asking.inquiry(operation, person);
  await expectSuccess(asking, operation, inquiry, await asking.send(inquiry), 'signed-in');
}

async function judgeWithout(asking: Asking, operation: Operation, permission: string): Promise<void> {
  const { registry, world } = asking.judged;
  const others = registry.permissions.map(({ name }) => name).filter((name) => name !== permission);
  const row = operation.resource ? await world.rowOf(world.owner, operation.resource) : null;
  const without = { ...(await world.member(others)), title: `a member without ${permission}` };
  const nothing = await world.member([]);
  // Whether the row is there is no concern of someone who may not ask.
  for (const [person, id] of [
    [without, row],
    [nothing, row],
    [nothing, null],
  ] as const) {
    const mend = `Put @Allow('${permission}') on the handler, and make sure that no decorator or override removes it.`;
    await expectRefusal(
      asking,
      operation,
      await asking.inquiry(operation, person, { id }),
      'without-permission',
      mend,
    );
  }
}

/** 403 with one of the codes, and nothing written on the way to it. */
export async function expectRefusal(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  rule: string,
  mend: string,
  codes: readonly string[] = [forbidden.code],
): Promise<void> {
  const answer = await asking.send(inquiry);
  const who = inquiry.person?.title ?? 'anyone';
  const code = codeOf(answer);
  if (answer.status !== 403 || !codes.some((one) => one === code))
    asking.found(rule, operation, {
      message: `${operation.title} returns ${answer.status} to ${who}; expected 403 ${codes.join(' or ')}.`,
      mend,
      evidence: shown(inquiry, answer),
    });
  else if (answer.statements.some(isWrite))
    asking.found('refused-write', operation, {
      message: `${operation.title} writes rows before it rejects ${who}.`,
      mend: 'Do not write before the permission is checked, so never in a hook, guard or middleware.',
      evidence: shown(inquiry, answer),
    });
  else asking.held(rule, operation);
}

/** With just the permission: success, or "there is no such thing" where the row rule says so. */
async function judgeWith(
  asking: Asking,
  callers: Callers,
  operation: Operation,
  permission: string,
): Promise<void> {
  const { judged } = asking;
  const { world } = judged;
  const { resource } = operation;
  const person = { ...(await world.member([permission])), title: `a member with only ${permission}` };
  const id = await asking.rowFor(operation, world.owner);
  if (id === undefined) return;
  const isSeen = !id || !resource || (await callers.sees(person, [permission], resource, id));
  const inquiry = await asking.inquiry(operation, person, { id });
  const answer = await asking.send(inquiry);
  // The row rules are judged for themselves.
  if (!isSeen) return;
  // What the body refers to may be hidden from someone who has nothing but this permission.
  const refersHidden = answer.status === 422 && codeOf(answer) === 'reference_not_found';
  if (
    refersHidden &&
    operation.input &&
    (await hidesReferences(judged, callers, operation, person, permission))
  )
    asking.held('with-permission', operation);
  else if (await isRuleOfItsOwn(asking, operation, answer, [permission]))
    asking.held('with-permission', operation);
  else await expectSuccess(asking, operation, inquiry, answer, 'with-permission');
}

async function judgeOwner(asking: Asking, operation: Operation): Promise<void> {
  const { owner } = asking.judged.world;
  const id = await asking.rowFor(operation, owner);
  // There may be as many as are allowed already.
  if (id === undefined && (await succeedsForOthers(asking, operation, null, null)))
    return asking.held('owner', operation);
  if (id === undefined)
    return asking.found('no-row', operation, {
      message: `No row${operation.meta?.from ? ` in the state ${operation.meta.from.join(' or ')}` : ''} could be created for ${operation.title}, so the operation cannot be checked.`,
      mend: 'Add examples that the create verb accepts to the fields, and add samples for actions that need them.',
    });
  const inquiry = await asking.inquiry(operation, owner, { id });
  const answer = await asking.send(inquiry);
  if (await isRuleOfItsOwn(asking, operation, answer, null)) return asking.held('owner', operation);
  await expectSuccess(asking, operation, inquiry, answer, 'owner');
}

function takesSecret({ input }: Operation): boolean {
  return input !== null && fieldsOf(input).some(({ classification }) => classification === 'secret');
}

/** What a valid request of someone who may is answered with. */
export async function expectSuccess(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  answer: Answer,
  rule: string,
): Promise<void> {
  // Nobody knows what another's parameter stands for: that the operation lets someone in is then all that can be shown.
  const isGuess = !operation.resource && operation.path.includes('{') && ![401, 403].includes(answer.status);
  // Nor does anybody know the caller's password, or the token of a mail: an operation that takes one may refuse the sample.
  const isSecret = answer.status === 422 && takesSecret(operation);
  if (answer.status < 300 || isSecret || (isGuess && answer.status < 500))
    return asking.held(rule, operation);
  asking.found(rule, operation, {
    message: `${operation.title} returns ${answer.status} to a valid request from ${inquiry.person?.title ?? 'an unauthenticated caller'}.`,
    mend: mendFor(operation, answer),
    evidence: shown(inquiry, answer),
  });
}

function mendFor({ needed }: Operation, { status }: Answer): string {
  if (status === 403)
    return 'Check only the permission that the route declares, and no other permission in the handler.';
  if (needed.length > 0)
    return `Fix the error that the response reports. If the kit sent wrong values for ${needed.map(({ name }) => `"${name}"`).join(', ')}, add an example that succeeds, or give the parameter the name of the field that contains its values.`;
  return 'Fix the error that the response reports. If the body must match the row, add samples({ … }) for the operation to Feature.declare.';
}

async function hidesReferences(
  judged: Asking['judged'],
  callers: Callers,
  operation: Operation,
  person: Person,
  permission: string,
): Promise<boolean> {
  if (!operation.input) return false;
  for (const { field } of referencesOf(operation.input)) {
    const target = judged.registry.resources.find(({ entity }) => entity === field.target?.());
    const rows = target ? await callers.rows(person, target) : [];
    if (target && rows.some((row) => !callers.shows(person, [permission], target, row))) return true;
  }
  return false;
}
