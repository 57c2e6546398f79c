import { fieldsOf } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Address, Operation } from '../../judged.js';
import type { Inquiry, Person } from '../../subject.js';

/** Whether an address or a body of the operation has room for an id. */
export function takesId(operation: Operation): boolean {
  const { query, body } = idsIn(operation);
  return operation.path.includes('{') || query.length + body.length > 0;
}

/** The same request for another id, wherever there is room for one. */
export function requestFor(
  operation: Operation,
  { url, headers }: Address,
  person: Person,
  body: Readonly<Record<string, unknown>> | undefined,
  id: string,
): Inquiry {
  const { query, body: fields } = idsIn(operation);
  const search = query.map((name) => `${encodeURIComponent(name)}=${id}`).join('&');
  return {
    method: operation.method,
    url: withQuery(withPart(operation, url, /\{\w+\}/g, id), search),
    person,
    ...(headers && { headers }),
    ...(body !== undefined && { body: { ...body, ...Object.fromEntries(fields.map((name) => [name, id])) } }),
  };
}

/** An address of the operation with other parts of its path, as they stand: those whose names in braces the pattern finds. */
export function withPart({ path }: Operation, url: string, named: RegExp | string, part: string): string {
  const [address = '', query = ''] = url.split('?', 2);
  const parts = path.split('/');
  const changed = address.split('/').map((present, at) => {
    const name = parts[at] ?? '';
    const other = name.replaceAll(named, () => part);
    return other === name ? present : other;
  });
  return withQuery(changed.join('/'), query);
}

/** Where a controller of one's own takes an id, beside its path: of a resource's verbs the kernel knows what they take. */
function idsIn({ resource, input, parameters }: Operation): {
  readonly query: readonly string[];
  readonly body: readonly string[];
} {
  if (resource) return { query: [], body: [] };
  return {
    query: parameters
      .filter(
        ({ in: place, name, schema }) =>
          place === 'query' && (schema.format === 'uuid' || name.endsWith('Id')),
      )
      .map(({ name }) => name),
    body: input
      ? fieldsOf(input)
          .filter(({ kind }) => kind === 'id')
          .map(({ name }) => name)
      : [],
  };
}
