import type { Resource, Row } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { columnOf } from '../../world/columns.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';

/** What is included is what the person may see of it, and nothing of another organization. */
export async function judgeIncludes(asking: Asking): Promise<void> {
  await judgeForeign(asking);
  await judgeHidden(asking);
}

/** Rows that `visible` hides are not included either. */
async function judgeHidden(asking: Asking): Promise<void> {
  const { operations, registry, world } = asking.judged;
  const callers = new Callers(asking.judged);
  for (const operation of operations) {
    const { resource, rule, method } = operation;
    if (!resource || method !== 'GET' || rule?.kind !== 'permission') continue;
    const person = {
      ...(await world.member([rule.permission])),
      title: `a member with only ${rule.permission}`,
    };
    const sees = (of: Resource, row: Row) => callers.shows(person, [rule.permission], of, row);
    const rows = (await callers.rows(world.owner, resource)).filter((row) => sees(resource, row));
    for (const [name, { name: field, target: entity }] of resource.includes) {
      const target = registry.resources.find((one) => one.entity === entity?.());
      if (!target) continue;
      const hidden = new Set(
        (await callers.rows(world.owner, target)).filter((row) => !sees(target, row)).map(({ id }) => id),
      );
      const row = rows.find((one) => hidden.has(String((one as unknown as Record<string, unknown>)[field])));
      if (row) await judgeInclude(asking, operation, name, row.id, hidden, person, 'hidden-include');
    }
  }
}

type Included = Readonly<Record<string, { readonly id?: string } | null | undefined>>;

/**
 * A reference that leads to another organization all the same (a restored backup, a mistake of old) includes nothing: it
 * is written past the application, and put back.
 */
async function judgeForeign(asking: Asking): Promise<void> {
  const { judged } = asking;
  const { world, subject } = judged;
  for (const resource of judged.resources)
    for (const [name, field] of resource.includes) {
      const target = judged.registry.resources.find(({ entity }) => entity === field.target?.());
      const foreign = target && (await world.rowOf(world.stranger, target));
      const own = await world.rowOf(world.owner, resource);
      if (!foreign || !own) continue;
      const { table, column } = columnOf(subject.application, resource.entity, field.name);
      const [before] = await subject.sql(`SELECT ${column} AS id FROM ${table} WHERE id = ?`, [own]);
      await subject.sql(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [foreign, own]);
      try {
        for (const operation of judged.operations)
          if (operation.resource === resource && operation.method === 'GET')
            await judgeInclude(
              asking,
              operation,
              name,
              own,
              new Set([foreign]),
              world.owner,
              'foreign-include',
            );
      } finally {
        await subject.sql(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, [before?.['id'] ?? null, own]);
      }
    }
}

/** Asks for one row, or for the list that it is in, and looks at what is included. */
async function judgeInclude(
  asking: Asking,
  operation: Operation,
  name: string,
  id: string,
  forbidden: ReadonlySet<string>,
  person: Person,
  rule: 'foreign-include' | 'hidden-include',
): Promise<void> {
  const isOne = operation.path.includes('{id}');
  const query = `include=${name}${isOne ? '' : '&limit=200'}`;
  const inquiry = { method: 'GET', url: withQuery(operation.at(id), query), person };
  const answer = await asking.send(inquiry);
  const body = answer.json as (Included & { readonly data?: readonly Included[] }) | null;
  const rows = isOne ? [body] : (body?.data ?? []);
  if (rows.some((row) => forbidden.has(row?.[name]?.id ?? '')))
    asking.found(rule, operation, {
      message: `${operation.title} includes a ${name} that ${person.title} may not see.`,
      mend: 'Let the resource handle include=, because it reads included rows through the store.',
      evidence: shown(inquiry, answer),
    });
  else asking.held(rule, operation);
}
