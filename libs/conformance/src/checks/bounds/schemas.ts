import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument, OperationDocument } from '@keelson/platform';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

interface Unbounded {
  readonly at: string;
  readonly what: string;
}

/** Every value of the published requests and answers says how far it goes (OWASP API4:2023). */
export function judgeSchemas({ operations, document }: Judged, proceedings: Proceedings): void {
  for (const { title, document: published, place } of operations) {
    if (!published) continue;
    const unbounded = [...unboundedIn(published, document)];
    if (unbounded.length === 0) proceedings.held('bounds/schema', title);
    else
      proceedings.found({
        rule: 'bounds/schema',
        operation: title,
        place,
        message: `The document of ${title} has values without an end: ${unbounded
          .slice(0, 5)
          .map(({ at, what }) => `${at} (${what})`)
          .join(', ')}.`,
        mend: 'Use the field decorators, which bound every value, or write maxLength, maxItems, minimum and maximum into the schema.',
        evidence: { notes: unbounded.map(({ at, what }) => `${at}: ${what}`) },
      });
  }
}

function* unboundedIn(operation: OperationDocument, document: OpenApiDocument): Generator<Unbounded> {
  for (const parameter of operation.parameters ?? [])
    if ('schema' in parameter)
      yield* walk(parameter.schema, `${parameter.in} ${parameter.name}`, document, new Set());
  for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
    if (schema) yield* walk(schema, 'body', document, new Set(), true);
  for (const [status, answer] of Object.entries(operation.responses))
    if ('content' in answer)
      for (const { schema } of Object.values(answer.content ?? {}))
        if (schema) yield* walk(schema, status, document, new Set());
}

function* walk(
  schema: JsonSchema,
  at: string,
  document: OpenApiDocument,
  seen: Set<string>,
  isInput = false,
): Generator<Unbounded> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const target = document.components.schemas[name];
    if (target && !seen.has(name)) yield* walk(target, at, document, new Set([...seen, name]), isInput);
    return;
  }
  const types = [schema.type ?? []].flat();
  const isListed = schema.enum !== undefined || schema.const !== undefined;
  if (types.includes('string') && !isListed && schema.maxLength === undefined)
    yield { at, what: 'a string without maxLength' };
  if (
    types.includes('integer') &&
    !isListed &&
    (schema.minimum === undefined || schema.maximum === undefined)
  )
    yield { at, what: 'an integer without minimum and maximum' };
  if (types.includes('array') && schema.maxItems === undefined)
    yield { at, what: 'an array without maxItems' };
  // What leaves may hold a document of its own (an audit entry's changes); what comes in may not.
  if (isInput && types.includes('object') && schema.additionalProperties !== false)
    yield { at, what: 'an object that takes any member' };
  for (const part of schema.anyOf ?? []) yield* walk(part, at, document, seen, isInput);
  if (schema.items) yield* walk(schema.items, `${at}/0`, document, seen, isInput);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, `${at}/${name}`, document, seen, isInput);
}
