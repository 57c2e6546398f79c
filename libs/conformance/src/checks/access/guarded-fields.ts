import { permissionOf, type Resource } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Operation } from '../../judged.js';
import type { Inquiry, Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';

/** A field that needs a permission of its own does not come out without it: not in an answer, an include or an order. */
export async function judgeGuardedFields(asking: Asking): Promise<void> {
  const { operations, registry, world } = asking.judged;
  await concurrently(operations, async (operation) => {
    const { resource, method, rule } = operation;
    if (!resource || method !== 'GET' || rule?.kind !== 'permission') return;
    const person = async (...more: string[]) => ({
      ...(await world.member([rule.permission, ...more])),
      title: `a member without the permission for guarded fields`,
    });
    if (resource.guarded.size > 0) await judgeOwn(asking, operation, resource, await person());
    for (const [name, { target }] of resource.includes) {
      const included = registry.resources.find(({ entity }) => entity === target?.());
      if (included && included.guarded.size > 0)
        await judgeRows(
          asking,
          operation,
          included,
          await inquire(asking, operation, await person(permissionOf(included, 'read')), `include=${name}`),
          (row) => row[name] as object | null | undefined,
        );
    }
  });
}

async function judgeOwn(
  asking: Asking,
  operation: Operation,
  resource: Resource,
  person: Person,
): Promise<void> {
  const whole = await inquire(asking, operation, person, '');
  await judgeRows(asking, operation, resource, whole, (row) => row);
  const isList = !operation.path.includes('{id}');
  for (const name of resource.guarded.keys()) {
    const sorts = resource.list?.sort.some((field) => field.name === name);
    const filters = resource.list?.filter.some((field) => field.name === name);
    for (const query of [
      `fields=${name}`,
      ...(isList && sorts ? [`sort=${name}`] : []),
      ...(isList && filters ? [`filter[${name}]=ada@example.com`] : []),
    ]) {
      const inquiry = await inquire(asking, operation, person, query);
      const answer = await asking.send(inquiry);
      // A method of one's own may take no such parameter.
      if (answer.status === 403 || answer.status === 400) asking.held('guarded-field', operation);
      else
        asking.found('guarded-field-asked', operation, {
          message: `${operation.title} with ${query} returns ${answer.status} to a member without ${resource.guarded.get(name)}; expected 403.`,
          mend: 'Pass the query to ResourceReader, which rejects guarded fields.',
          evidence: shown(inquiry, answer),
        });
    }
  }
}

async function judgeRows(
  asking: Asking,
  operation: Operation,
  { guarded }: Resource,
  inquiry: Inquiry,
  part: (row: Readonly<Record<string, unknown>>) => object | null | undefined,
): Promise<void> {
  const answer = await asking.send(inquiry);
  const body = answer.json as (Record<string, unknown> & { data?: Record<string, unknown>[] }) | null;
  const rows = (operation.path.includes('{id}') ? [body] : (body?.data ?? [])).filter((row) => row !== null);
  const told = rows.flatMap((row) => {
    const seen = part(row);
    return seen ? [...guarded.keys()].filter((name) => name in seen) : [];
  });
  if (told.length === 0) return asking.held('guarded-field', operation);
  asking.found('guarded-field', operation, {
    message: `${operation.title} shows "${told[0]}" to a member without ${guarded.get(told[0] ?? '')}.`,
    mend: 'Return the row itself or the result of ResourceReader; both omit guarded fields.',
    evidence: shown(inquiry, answer),
  });
}

async function inquire(
  asking: Asking,
  operation: Operation,
  person: Person,
  query: string,
): Promise<Inquiry> {
  const { world } = asking.judged;
  const id = await asking.rowFor(operation, world.owner);
  const { url, headers } = await asking.address(operation, world.owner, id ?? null);
  return {
    method: 'GET',
    url: query === '' ? url : withQuery(url, query),
    person,
    ...(headers && { headers }),
  };
}
