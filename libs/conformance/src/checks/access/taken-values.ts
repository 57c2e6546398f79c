import { fieldsOf, type ConcreteType, type Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import { readTable } from '../budgets/table.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';

/** What must be unique is so inside an organization: a value that another one has is free, and nothing tells of it. */
export async function judgeTakenValues(asking: Asking): Promise<void> {
  for (const resource of asking.judged.resources) await judgeIndexes(asking, resource);
  await concurrently(asking.judged.operations, async (operation) => {
    const { resource, input, rule } = operation;
    if (!resource || !input || rule?.kind !== 'permission' || resource.tenancy !== 'organization') return;
    for (const name of uniqueIn(input, resource)) await judgeTaken(asking, operation, resource, name);
  });
}

/** What clients write, and what no two rows of the whole table may have alike. */
async function judgeIndexes(asking: Asking, resource: Resource): Promise<void> {
  const { judged } = asking;
  const creating = judged.operations.find((one) => one.resource === resource && one.meta?.verb === 'create');
  if (resource.tenancy !== 'organization' || !creating?.input) return;
  const names = new Set(fieldsOf(creating.input).map(({ name }) => name));
  const { name: table, indexes, columns: all } = await readTable(judged, resource);
  const given = new Set(
    all.flatMap(({ name, field }) => (field && names.has(field.name) ? [name, `${name}_key`] : [])),
  );
  const common = indexes.find(({ unique, columns }) => unique && columns.every((one) => given.has(one)));
  if (!common) return asking.held('unique-across-organizations', creating);
  asking.found('unique-across-organizations', creating, {
    message: `The unique index ${common.name} on "${table}" (${common.columns.join(', ')}) spans organizations: a value that one organization uses is rejected for all others, which reveals that it exists.`,
    mend: `Make organization_id the first column of the index, in the migration and on the entity: use unique: 'exact' for one field, or @Index(['organizationId', …], { unique: true }) for several fields.`,
  });
}

async function judgeTaken(
  asking: Asking,
  operation: Operation,
  resource: Resource,
  name: string,
): Promise<void> {
  const { world } = asking.judged;
  const { owner, stranger } = world;
  // A row that nobody has seen yet: one's own organization can't have its value.
  const foreign = await world.newRow(stranger, resource);
  const id = await asking.rowFor(operation, owner);
  if (foreign === null || id === undefined) return;
  const [row] = await new Callers(asking.judged).rows(stranger, resource, [foreign]);
  const value = (row as unknown as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof value !== 'string') return;
  const valid = await asking.inquiry(operation, owner, { id });
  const inquiry = { ...valid, body: { ...(valid.body as object), [name]: value } };
  const answer = await asking.send(inquiry);
  if (answer.status < 300) return asking.held('foreign-value', operation);
  // Where the body would have been refused anyhow, that is not for this rule to tell.
  const fresh = await asking.inquiry(operation, owner, { id: await asking.rowFor(operation, owner) });
  if ((await asking.send(fresh)).status >= 300) return;
  asking.found('foreign-value-told', operation, {
    message: `${operation.title} returns ${answer.status} for a "${name}" that only another organization uses, so callers can find out which values other organizations use.`,
    mend: 'Use the store to look for duplicates within the organization, and make organization_id the first column of the unique index.',
    evidence: shown(inquiry, answer),
  });
}

/** The fields of the body whose values are unique among the rows. */
function uniqueIn(input: ConcreteType, { fields }: Resource): string[] {
  const names = new Set(fieldsOf(input).map((field) => field.name));
  return fields.filter(({ unique, name }) => unique && names.has(name)).map(({ name }) => name);
}
