import { fieldsOf } from '@keelson/kernel';
import type { ParameterDocument } from '../../contract/document-parts.js';
import { lookUp } from '../../contract/schemas.js';
import type { Judged, Operation } from '../../judged.js';
import type { Inquiry, Person } from '../../subject.js';

/** The parameters that the document names of an operation. */
export function parametersOf(judged: Judged, { document }: Operation): ParameterDocument[] {
  return (document?.parameters ?? []).map((one) =>
    '$ref' in one ? (lookUp(judged.document, one.$ref) as ParameterDocument) : one,
  );
}

/** Whether an address or a body of the operation has room for an id. */
export function takesId(judged: Judged, operation: Operation): boolean {
  const { query, body } = idsIn(judged, operation);
  return operation.path.includes('{') || query.length + body.length > 0;
}

/** The same request for another id, wherever there is room for one. */
export function requestFor(
  judged: Judged,
  operation: Operation,
  person: Person,
  body: Readonly<Record<string, unknown>> | undefined,
  id: string,
): Inquiry {
  const { query, body: fields } = idsIn(judged, operation);
  const search = query.map((name) => `${encodeURIComponent(name)}=${id}`).join('&');
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{\w+\}/g, id) + (search && `?${search}`),
    person,
    ...(body !== undefined && { body: { ...body, ...Object.fromEntries(fields.map((name) => [name, id])) } }),
  };
}

/** Where a controller of one's own takes an id, beside its path: of a resource's verbs the kernel knows what they take. */
function idsIn(
  judged: Judged,
  operation: Operation,
): { readonly query: readonly string[]; readonly body: readonly string[] } {
  const { resource, input } = operation;
  if (resource) return { query: [], body: [] };
  return {
    query: parametersOf(judged, operation)
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
