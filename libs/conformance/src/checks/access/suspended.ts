import { organizationSuspended } from '@keelson/kernel';
import { JobHolds } from '@keelson/platform';
import type { Operation } from '../../judged.js';
import type { Person, Subject } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { codeOf, shown, type Asking } from './asking.js';
import { expectRefusal } from './permissions.js';

const leaveToTheGuard =
  'Let the access guard authenticate callers: do not read tokens or keys in the module, and do not cache who they belong to.';

type How = Parameters<NonNullable<Subject['stop']>>[1];

/** What is asked before an organization is stopped, meanwhile and afterwards. */
interface Asked {
  readonly operation: Operation;
  readonly person: Person;
  /** A row of the organization, where the operation is about one. */
  readonly id: string | null;
  /** Answered before; null for what is no read. */
  readonly status: number | null;
}

/**
 * Everybody of an organization that is suspended or closed is refused everything, and its jobs wait; when it is resumed, it
 * is served as before.
 */
export async function judgeSuspended(asking: Asking): Promise<void> {
  if (!asking.judged.subject.stop) return;
  for (const how of ['suspended', 'closed'] as const) await judgeOne(asking, how);
}

async function judgeOne(asking: Asking, how: How): Promise<void> {
  const { subject } = asking.judged;
  const host = await subject.openOrganization();
  const asked = await askedOf(asking, host, await callersOf(asking, host, how));
  const resume = await subject.stop?.(host.organizationId, how);
  await judgeHold(asking, host, true);
  await concurrently(asked, async ({ operation, person, id }) => {
    const inquiry = await asking.inquiry(operation, person, { id });
    const codes = [organizationSuspended.code];
    await expectRefusal(asking, operation, inquiry, 'suspended', leaveToTheGuard, codes);
  });
  await resume?.();
  await judgeHold(asking, host, false);
  await concurrently(asked, (one) => judgeResumed(asking, one));
}

/** A person, a person's key and a program's, each with everything that an organization can give. */
async function callersOf({ judged }: Asking, host: Person, how: How): Promise<Person[]> {
  const { registry, subject } = judged;
  const all = [...registry.grantablePermissions];
  const joined = await subject.join(host, all);
  const member = { ...joined, title: `a member of a ${how} organization` };
  const people = [
    { ...host, title: `the owner of a ${how} organization` },
    member,
    await subject.key(member, null),
    await subject.serviceAccount?.(host, all),
  ];
  return people.flatMap((one) => one ?? []);
}

/** Every operation for each caller, with the answers to reads; the rows are made while they can be. */
async function askedOf(asking: Asking, host: Person, callers: readonly Person[]): Promise<Asked[]> {
  const { operations, world } = asking.judged;
  const asked: Asked[] = [];
  for (const operation of operations) {
    const { method, path, resource, rule } = operation;
    if (!rule || rule.kind === 'public') continue;
    const id = resource && path.includes('{id}') ? await world.rowOf(host, resource) : null;
    for (const person of callers) {
      const isRead = method === 'GET';
      const inquiry = isRead ? await asking.inquiry(operation, person, { id, whose: host }) : null;
      asked.push({ operation, person, id, status: inquiry && (await asking.send(inquiry)).status });
    }
  }
  return asked;
}

async function judgeResumed(asking: Asking, { operation, person, id, status }: Asked): Promise<void> {
  if (status === null) return;
  const inquiry = await asking.inquiry(operation, person, { id });
  const answer = await asking.send(inquiry);
  if (answer.status === status && codeOf(answer) !== organizationSuspended.code)
    return asking.held('resumed', operation);
  asking.found('resumed', operation, {
    message: `${operation.title} returned ${status} to ${person.title} before the organization was suspended, but returns ${answer.status} now that it is resumed.`,
    mend: 'Do not cache whether an organization is suspended, and do not change its rows when it is.',
    evidence: shown(inquiry, answer),
  });
}

/** Its jobs wait as long as it is stopped, and no longer. */
async function judgeHold(asking: Asking, { organizationId }: Person, isStopped: boolean): Promise<void> {
  const holds = asking.judged.subject.application.get(JobHolds, { strict: false });
  const isHeld = (await holds.among([organizationId])).has(organizationId);
  if (isHeld === isStopped) return asking.held('suspended-jobs', null);
  asking.found('suspended-jobs', null, {
    message: `An organization's jobs ${isHeld ? 'still wait after it is resumed' : 'run while it is suspended or closed'}.`,
    mend: 'Call JobHolds.hold(…) in the transaction that suspends or closes the organization, and release(…) in the one that resumes it.',
  });
}
