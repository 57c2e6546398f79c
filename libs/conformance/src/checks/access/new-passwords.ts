import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';

/** Whoever had a session by an old password has none by the new one: the password may have been changed because of them. */
export async function judgeNewPasswords(asking: Asking): Promise<void> {
  const { operations, registry, subject, world } = asking.judged;
  const isRead = (kind: string | undefined) => kind === 'permission' || kind === 'signed-in';
  const reads = operations.filter(({ method, rule }) => method === 'GET' && isRead(rule?.kind));
  if (!subject.replacePassword || reads.length === 0) return;
  for (const how of ['reset', 'change'] as const) {
    const person = await subject.join(world.owner, [...registry.grantablePermissions]);
    const requests = await Promise.all(
      reads.map(async (operation) => ({
        operation,
        inquiry: await asking.reading(operation, person, world.owner),
      })),
    );
    // Used once while it is good: what is remembered of it must not make it live on.
    await concurrently(requests, async ({ inquiry }) => void (await asking.send(inquiry)));
    await subject.replacePassword(person, how);
    await concurrently(requests, async ({ operation, inquiry }) => {
      const answer = await asking.send(inquiry);
      if (answer.status === 401) return asking.held('session-after-new-password', operation);
      asking.found('session-after-new-password', operation, {
        message: `${operation.title} returns ${answer.status} to a session that was started before the password was ${how === 'reset' ? 'reset' : 'changed'}; expected 401.`,
        mend: 'End the user\'s sessions wherever the password is replaced, and call AccessControl.changed({ subject: "user", … }) in the same transaction. Clear any cache of callers at that point.',
        evidence: shown(inquiry, answer),
      });
    });
  }
}
