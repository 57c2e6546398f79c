import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { expectRefusal } from './permissions.js';

const leaveToTheGuard =
  'Let the access guard decide what a caller may do, and call currentCaller().can(…) each time: a key has only those of its permissions that its member still has.';

/** An API key opens what it lists, as long as its member has it, and nothing that is personal. */
export async function judgeKeys(asking: Asking): Promise<void> {
  await judgeLimits(asking);
  await judgeRemovedPermissions(asking);
}

/** Whatever the owner may do, the owner's key may only do what it lists. */
async function judgeLimits(asking: Asking): Promise<void> {
  const { operations, registry, subject, world } = asking.judged;
  const { owner } = world;
  const [first, second] = [...registry.grantablePermissions];
  if (!first || !second) return;
  const [one, another] = [await subject.key(owner, [first]), await subject.key(owner, [second])];
  if (!one || !another) return;
  await concurrently(operations, async (operation) => {
    const { rule, resource } = operation;
    if (rule?.kind !== 'permission' && !(rule?.kind === 'signed-in' && !rule.keys)) return;
    const other = 'permission' in rule && rule.permission === first;
    const person = {
      ...(other ? another : one),
      title: `an API key of the owner with only ${other ? second : first}`,
    };
    const id = resource ? await world.rowOf(owner, resource) : null;
    const inquiry = await asking.inquiry(operation, person, { id });
    await expectRefusal(asking, operation, inquiry, 'key-without-permission', leaveToTheGuard);
  });
}

/** A key that has worked before, of someone who has lost all permissions since. */
async function judgeRemovedPermissions(asking: Asking): Promise<void> {
  const { operations, registry, subject, world } = asking.judged;
  const reads = operations.filter(({ method, rule }) => method === 'GET' && rule?.kind === 'permission');
  const member = await subject.join(world.owner, [...registry.grantablePermissions]);
  const made = await subject.key(member, null);
  if (!made) return;
  const key = { ...made, title: 'an API key of a member who lost the permissions' };
  const requests = await concurrentlyRead(asking, reads, key);
  await subject.withdraw(member);
  await concurrently(requests, async ({ operation, inquiry, status }) => {
    if (status === 403) return;
    const answer = await asking.send(inquiry);
    if (answer.status === 403) asking.held('key-after-removal', operation);
    else
      asking.found('key-after-removal', operation, {
        message: `${operation.title} returns ${answer.status} to ${key.title}; expected 403.`,
        mend: leaveToTheGuard,
        evidence: shown(inquiry, answer),
      });
  });
}

async function concurrentlyRead(asking: Asking, reads: readonly Operation[], key: Person) {
  const asked: {
    operation: Operation;
    inquiry: Awaited<ReturnType<Asking['inquiry']>>;
    status: number;
  }[] = [];
  await concurrently(reads, async (operation) => {
    const { owner } = asking.judged.world;
    const id = operation.resource ? await asking.judged.world.rowOf(owner, operation.resource) : null;
    const inquiry = await asking.inquiry(operation, key, { id });
    const { status } = await asking.send(inquiry);
    asked.push({ operation, inquiry, status });
  });
  return asked;
}
