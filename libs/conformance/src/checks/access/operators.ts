import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import type { Asking } from './asking.js';
import { expectRefusal, expectSuccess } from './permissions.js';

const keepKinds =
  'Let the access guard decide who may call the route: use @AllowOperator for operators, and @Allow or @SignedIn for users of organizations.';

/** Operators and people of organizations never take each other's place, whatever permissions either holds. */
export async function judgeOperators(asking: Asking): Promise<void> {
  const { operations, registry, subject, world } = asking.judged;
  const all = registry.operatorPermissions.map(({ name }) => name);
  await concurrently(operations, async (operation) => {
    const { rule } = operation;
    if (!rule || rule.kind === 'public') return;
    if (rule.kind === 'operator') {
      const { permission } = rule;
      await refused(asking, operation, world.owner, 'owner-as-operator', keepKinds);
      const without = await world.operator(all.filter((name) => name !== permission));
      const mend = `Put @AllowOperator('${permission}') on the handler, and make sure that no decorator or override removes it.`;
      await refused(
        asking,
        operation,
        { ...without, title: `an operator without ${permission}` },
        'without-permission',
        mend,
      );
      const just = await world.operator([permission]);
      await admitted(asking, operation, { ...just, title: `an operator with only ${permission}` });
    } else if (rule.kind === 'signed-in' && rule.operators)
      // Someone new: signing out is such an operation.
      await admitted(asking, operation, await subject.operator([]));
    else await refused(asking, operation, await world.operator(null), 'operator-as-owner', keepKinds);
  });
}

async function refused(
  asking: Asking,
  operation: Operation,
  person: Person,
  rule: string,
  mend: string,
): Promise<void> {
  const { world } = asking.judged;
  const id = operation.resource ? await world.rowOf(world.owner, operation.resource) : null;
  await expectRefusal(asking, operation, await asking.inquiry(operation, person, { id }), rule, mend);
}

async function admitted(asking: Asking, operation: Operation, person: Person): Promise<void> {
  const { resource } = operation;
  const { world } = asking.judged;
  const id =
    resource?.audience === 'operators' && operation.path.includes('{id}')
      ? await world.newRow(world.owner, resource, asking.stateFor(operation))
      : null;
  const inquiry = await asking.inquiry(operation, person, { id });
  await expectSuccess(asking, operation, inquiry, await asking.send(inquiry), 'operator');
}
