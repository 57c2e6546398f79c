import type { JsonSchema } from '@keelson/kernel';
import {
  HttpSettings,
  TransfersSettings,
  type OpenApiDocument,
  type OperationDocument,
} from '@keelson/platform';
import type { Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import { isStreamed } from '../streamed.js';

interface Unbounded {
  readonly at: string;
  readonly what: string;
}

/** Every value of the published requests and answers says how far it goes (OWASP API4:2023). */
export function judgeSchemas({ operations, document, subject }: Judged, proceedings: Proceedings): void {
  const { bodyLimitBytes } = subject.application.get(HttpSettings, { strict: false });
  const { importLimitBytes } = subject.application.get(TransfersSettings, { strict: false });
  for (const operation of operations) {
    const { title, document: published, place } = operation;
    if (!published) continue;
    const limitBytes = isStreamed(operation) ? importLimitBytes : bodyLimitBytes;
    judgeReach(operation, published, document, limitBytes, proceedings);
    const unbounded = [...unboundedIn(published, document)];
    if (unbounded.length === 0) proceedings.held('bounds/schema', title);
    else
      proceedings.found({
        rule: 'bounds/schema',
        operation: title,
        place,
        message: `The OpenAPI document has unbounded values in ${title}: ${unbounded
          .slice(0, 5)
          .map(({ at, what }) => `${at} (${what})`)
          .join(', ')}.`,
        mend: 'Use the field decorators, which limit every value, or add maxLength, maxItems, minimum and maximum to the schema.',
        evidence: { notes: unbounded.map(({ at, what }) => `${at}: ${what}`) },
      });
  }
}

/** A bound that no body reaches is none: all that holds is the limit of the body. */
function judgeReach(
  { title, place }: Operation,
  published: OperationDocument,
  document: OpenApiDocument,
  limitBytes: number,
  proceedings: Proceedings,
): void {
  for (const { schema } of Object.values(published.requestBody?.content ?? {}))
    for (const { rule, at, what } of schema ? beyond(schema, 'body', document, limitBytes, new Set()) : [])
      proceedings.found({
        rule: `bounds/${rule}`,
        operation: title,
        place,
        message: `The schema of ${title} allows ${what} at ${at}. A body can have at most ${limitBytes} bytes, so this bound has no effect.`,
        mend: "Set a lower `max` that the field's column can store.",
        evidence: {},
      });
}

function* beyond(
  schema: JsonSchema,
  at: string,
  document: OpenApiDocument,
  limitBytes: number,
  seen: ReadonlySet<string>,
): Generator<Unbounded & { readonly rule: 'text' | 'list' }> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const target = document.components.schemas[name];
    if (target && !seen.has(name)) yield* beyond(target, at, document, limitBytes, new Set([...seen, name]));
    return;
  }
  const { maxLength = 0, maxItems = 0, items, properties = {}, anyOf = [] } = schema;
  if (maxLength > limitBytes) yield { rule: 'text', at, what: `up to ${maxLength} characters` };
  // An element and its comma are two bytes at least; an object has its braces and its members' names.
  const smallest = 1 + (items ? smallestBytes(items, document) : 1);
  if (maxItems * smallest > limitBytes) yield { rule: 'list', at, what: `up to ${maxItems} elements` };
  for (const part of anyOf) yield* beyond(part, at, document, limitBytes, seen);
  if (items) yield* beyond(items, `${at}/0`, document, limitBytes, seen);
  for (const [name, member] of Object.entries(properties))
    yield* beyond(member, `${at}/${name}`, document, limitBytes, seen);
}

/** Of a value of the schema as JSON, at least. */
function smallestBytes(schema: JsonSchema, document: OpenApiDocument, depth = 0): number {
  const target = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
  if (!target || depth > 3) return 1;
  if (![target.type ?? []].flat().includes('object')) return 1;
  return (target.required ?? []).reduce((sum, name) => {
    const member = target.properties?.[name];
    return sum + name.length + 4 + (member ? smallestBytes(member, document, depth + 1) : 1);
  }, 1);
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
    yield { at, what: 'an object that accepts any field' };
  for (const part of schema.anyOf ?? []) yield* walk(part, at, document, seen, isInput);
  if (schema.items) yield* walk(schema.items, `${at}/0`, document, seen, isInput);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, `${at}/${name}`, document, seen, isInput);
}
