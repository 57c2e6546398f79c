import type { Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { isWrite } from './sameness.js';

/** Nobody gets in without a token that is good: none, expired, forged, revoked. */
export async function judgeTokens(asking: Asking): Promise<void> {
  const { subject, world, operations } = asking.judged;
  const worthlessOf = (person: Person): Promise<Person>[] =>
    (['expired', 'forged', 'revoked'] as const).map((how) => subject.worthless(person, how));
  const tenants: (Person | null)[] = [null, ...(await Promise.all(worthlessOf(world.owner)))];
  const operators = operations.some(({ rule }) => rule?.kind === 'operator')
    ? [null, ...(await Promise.all(worthlessOf(await world.operator(null))))]
    : [];
  const guarded = operations.filter(({ rule }) => rule && rule.kind !== 'public');
  await concurrently(guarded, async (operation) => {
    const row = operation.resource ? await world.rowOf(world.owner, operation.resource) : null;
    const valid = await asking.inquiry(operation, null, { id: row });
    for (const person of operation.rule?.kind === 'operator' ? operators : tenants) {
      const inquiry = { ...valid, person };
      const answer = await asking.send(inquiry);
      const who = person?.title ?? 'a caller without a token';
      if (answer.status !== 401)
        asking.found('token', operation, {
          message: `${operation.title} returns ${answer.status} to ${who}; expected 401.`,
          mend: 'Do not bypass the access guard in guards, hooks or filters of the module.',
          evidence: shown(inquiry, answer),
        });
      else if (!answer.headers['www-authenticate']?.startsWith('Bearer'))
        asking.found('challenge', operation, {
          message: `${operation.title} returns 401 without WWW-Authenticate (RFC 9110, section 11.6.1).`,
          mend: 'Throw the DomainError unauthenticated; the access guard adds the header.',
          evidence: shown(inquiry, answer),
        });
      else if (answer.statements.some(isWrite))
        asking.found('refused-write', operation, {
          message: `${operation.title} writes rows before it rejects ${who}.`,
          mend: 'Do not write before the caller is authenticated, so never in a hook, guard or middleware.',
          evidence: shown(inquiry, answer),
        });
      else asking.held('token', operation);
    }
  });
}
