import type { FieldSpec, Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Person } from '../../subject.js';
import { tableOf } from '../../world/columns.js';
import { markOf } from '../../world/open-world.js';
import { withQuery } from '../../catalog/query.js';
import type { Asking } from './asking.js';

type Values = Readonly<Record<string, unknown>>;

/** Texts of one row that are tried as a parameter. */
const mostTexts = 4;

/**
 * The addresses of a reading operation with everything that it offers: counted, in each order, by each filter that the
 * row of `wanted` fits, searched for its words, with includes.
 */
export async function waysOfAsking(asking: Asking, operation: Operation, wanted: Person): Promise<string[]> {
  const { world } = asking.judged;
  const { resource, path } = operation;
  if (!resource) {
    const addresses = [await asking.address(operation, world.owner), await asking.address(operation, wanted)];
    return [...new Set(addresses.map(({ url }) => url))];
  }
  const includes = [...resource.includes.keys()];
  const include = includes.length > 0 ? [`include=${includes.join(',')}`] : [];
  if (path.includes('{id}')) {
    const id = (await world.rowOf(world.owner, resource)) ?? undefined;
    return ['', ...include].map((query) => withQuery(operation.at(id), query));
  }
  const { sort = [], filter = [], search = [] } = resource.list ?? {};
  const row = await rowAsRead(asking, resource, wanted);
  return [
    'count=true',
    'limit=200',
    ...include.map((query) => `${query}&limit=200`),
    ...sort.flatMap(({ name }) => [`sort=${name}&limit=1&count=true`, `sort=-${name}&limit=1`]),
    ...(search.length > 0 ? [`q=${markOf(wanted)}&count=true`, `q=${markOf(wanted).slice(0, 4)}`] : []),
    ...filter.flatMap((field) => filters(field, row)),
  ].map((query) => withQuery(operation.at(), query));
}

/** An address of a route of one's own with each parameter of its document: what may be chosen, and texts of the rows for what is free. */
export function waysByParameter(
  { parameters }: Operation,
  address: string,
  rows: readonly Values[],
): string[] {
  const texts = rows.flatMap((row) =>
    Object.values(row)
      .filter((value) => typeof value === 'string' && /^by|\sby/.test(value))
      .slice(0, mostTexts),
  ) as string[];
  return parameters.flatMap(({ in: place, name, schema }) => {
    const isFree = schema.type === 'string' && !schema.format && !positions.has(name);
    const chosen = schema.enum ?? (schema.type === 'boolean' ? [true, false] : []);
    const values = isFree && !schema.enum ? new Set(texts) : chosen;
    return place === 'query'
      ? [...values].map((value) => withQuery(address, `${name}=${encodeURIComponent(value as string)}`))
      : [];
  });
}

/** Parameters that say where a page begins. */
export const positions: ReadonlySet<string> = new Set(['cursor', 'after']);

/** The resources of organizations whose tables an answer was read from. */
export function resourcesRead({ judged }: Asking, { statements }: Answer): Resource[] {
  const read = statements.map(({ text }) => text).join('\n');
  return judged.registry.resources.filter(
    ({ tenancy, entity }) =>
      tenancy === 'organization' &&
      new RegExp(`\\b${tableOf(judged.subject.application, entity)}\\b`).test(read),
  );
}

/** Filters that a row fits: by its very value, and by what its value begins with. */
function filters({ name, kind, schema }: FieldSpec, row: Values): string[] {
  const value = row[name];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
  const text = encodeURIComponent(value);
  return [
    `filter[${name}]=${text}&count=true`,
    `filter[${name}][in]=${text}&count=true`,
    ...(kind === 'text' && !schema.enum ? [`filter[${name}][prefix]=${text}&count=true`] : []),
    ...(kind === 'integer' || kind === 'amount' || kind === 'instant'
      ? [`filter[${name}][gte]=${text}&count=true`]
      : []),
  ];
}

/** The row as its owner reads it. */
export async function rowAsRead(asking: Asking, resource: Resource, person: Person): Promise<Values> {
  const id = await asking.judged.world.rowOf(person, resource);
  const answer = await asking.send({ method: 'GET', url: `/v1/${resource.path}/${id}`, person });
  return (answer.json ?? {}) as Values;
}
