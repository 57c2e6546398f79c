import { fieldsOf, type ConcreteType, type FieldSpec } from '@keelson/kernel';
import type { Judged, Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { referencesOf } from '../../world/field-values.js';
import { nobody } from '../../catalog/operations.js';
import { concurrently } from '../concurrently.js';
import { codeOf, shown, type Asking } from './asking.js';
import { differing, withoutRequest } from './sameness.js';

type Body = Record<string, unknown>;

/** Ids in bodies lead to one's own rows only; fields that look like references are declared as such. */
export async function judgeForeignReferences(asking: Asking): Promise<void> {
  const { operations, world } = asking.judged;
  await concurrently(operations, async (operation) => {
    const { input, rule } = operation;
    if (!input || rule?.kind === 'public') return;
    for (const { name } of undeclared(asking.judged, input))
      asking.found('undeclared-reference', operation, {
        message: `The field "${name}" of ${input.name} is never looked up, so the id of another organization's row would be accepted.`,
        mend: `Declare it with @Ref(() => …), which checks that the row belongs to the organization and is visible to the caller.`,
      });
    for (const { field, pointer } of referencesOf(input)) {
      const target = asking.judged.registry.resources.find(({ entity }) => entity === field.target?.());
      const foreign = target && (await world.rowOf(world.stranger, target));
      if (foreign) await judgeReference(asking, operation, pointer, foreign, world.owner);
    }
  });
}

async function judgeReference(
  asking: Asking,
  operation: Operation,
  pointer: string,
  foreign: string,
  owner: Person,
): Promise<void> {
  const id = await asking.rowFor(operation, owner);
  const { body, ...inquiry } = await asking.inquiry(operation, owner, { id });
  const ask = async (reference: string) => {
    const whole = { ...inquiry, body: withValue(body as Body, pointer, reference) };
    return { whole, answer: await asking.send(whole) };
  };
  const nothing = await ask(nobody);
  const linked = await ask(foreign);
  const { answer } = linked;
  const mend =
    'Read the body with @Input(), declare the field with @Ref, and look up its id only through the store.';
  const ids = [foreign, nobody];
  if (answer.status !== 422 || codeOf(answer) !== 'reference_not_found')
    asking.found('foreign-reference', operation, {
      message: `${operation.title} returns ${answer.status} for a body with the id of another organization's row in ${pointer}; expected 422 reference_not_found.`,
      mend,
      evidence: shown(linked.whole, answer),
    });
  else if (
    withoutRequest(answer, ...ids) !== withoutRequest(nothing.answer, ...ids) ||
    (await differing(asking, [linked.whole, nothing.whole], [answer, nothing.answer], ids))
  )
    asking.found('foreign-reference-told', operation, {
      message: `${operation.title} returns different responses depending on whether the id in ${pointer} belongs to another organization's row or to no row.`,
      mend,
      evidence: shown(
        linked.whole,
        answer,
        `Response for an unknown id: ${nothing.answer.status} ${nothing.answer.text}`,
      ),
    });
  else asking.held('foreign-reference', operation);
}

/** Fields named after a resource, `productId`, that are taken as they come. */
export function undeclared({ registry }: Judged, input: ConcreteType): FieldSpec[] {
  const names = new Set(registry.resources.map(({ name }) => name.replaceAll('-', '')));
  return fieldsOf(input).flatMap((field) => [
    ...(field.kind !== 'reference' && names.has(/^(\w+)Id$/.exec(field.name)?.[1]?.toLowerCase() ?? '')
      ? [field]
      : []),
    ...(field.element ? undeclared({ registry } as Judged, field.element() as ConcreteType) : []),
  ]);
}

/** A copy of the body with another value at a pointer; lists have one element there. */
export function withValue(body: Body, pointer: string, value: unknown): Body {
  const copy = structuredClone(body);
  const names = pointer.split('/').slice(1);
  const last = names.pop() as string;
  let at = copy;
  for (const name of names) at = at[name] as Body;
  // An optional reference that was left out is set all the same.
  at[last] = value;
  return copy;
}
