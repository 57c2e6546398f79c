import { fieldsOf, type FieldSpec } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';

/** Who may write what grants permissions cannot grant one that they do not have. */
export async function judgeGrants(asking: Asking): Promise<void> {
  const { operations, world } = asking.judged;
  await concurrently(operations, async (operation) => {
    const { input, rule } = operation;
    const [field] = input ? fieldsOf(input).filter(({ grants }) => grants) : [];
    if (!field || rule?.kind !== 'permission') return;
    const person = {
      ...(await world.member([rule.permission])),
      title: `a member with only ${rule.permission}`,
    };
    for (const permission of beyond(asking, rule.permission))
      await judgeGrant(asking, operation, field, permission, person);
  });
}

/** A few of the permissions that someone with one of them lacks. */
function beyond({ judged }: Asking, own: string): string[] {
  const others = [...judged.registry.grantablePermissions].filter((name) => name !== own);
  return [others[0], others.at(-1)].filter((name) => name !== undefined);
}

async function judgeGrant(
  asking: Asking,
  operation: Operation,
  field: FieldSpec,
  permission: string,
  person: Parameters<Asking['inquiry']>[1] & object,
): Promise<void> {
  const { world } = asking.judged;
  const id = await asking.rowFor(operation, world.owner);
  if (id === undefined) return;
  const usual = await world.bodyFor(operation, world.owner, id ?? undefined);
  const granting = (name: string) =>
    asking.inquiry(operation, person, { id, body: { ...usual, [field.name]: [name] } });
  const inquiry = await granting(permission);
  const answer = await asking.send(inquiry);
  if (answer.status === 403) return asking.held('grant-beyond-own', operation);
  // What is refused for another reason shows nothing; what the owner is refused as well has such a reason.
  if (answer.status >= 300) return;
  asking.found('grant-beyond-own', operation, {
    message: `${operation.title} lets ${person.title} grant "${permission}", which this member does not have.`,
    mend: 'Before you store permissions, reject every permission for which currentCaller().can(…) is false.',
    evidence: shown(inquiry, answer),
  });
}
