import { DomainError, fieldsOf, readInput, type ConcreteType, type FieldSpec } from '@keelson/kernel';
import { anyId, anyMoment } from '../contract/samples.js';
import { variationsOf } from './variations.js';

let made = 0;

/** A value that the field accepts: its example, or one made from its bounds. References are not made here. */
export function valueOf(field: FieldSpec): unknown {
  const { schema } = field;
  const [example] = schema.examples ?? [];
  if (example !== undefined && example !== null) return structuredClone(example);
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  if (schema.format === 'uuid') return anyId;
  if (schema.format === 'date-time') return anyMoment.toISOString();
  if (schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'object') return {};
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, (_, at) => `some-${at}`);
  return `Some ${field.name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()}`
    .padEnd(schema.minLength ?? 0, '.')
    .slice(0, schema.maxLength);
}

/** A value that no row has yet; as it was where none can be found that the input accepts. */
export function uniqueValue(input: ConcreteType, field: FieldSpec, value: unknown): unknown {
  if (field.kind === 'integer' || field.kind === 'amount') return nextNumber(field);
  if (field.kind === 'instant') return nextMinute(value);
  if (typeof value !== 'string') return value;
  const isNew = (one: string) =>
    !given.has(one.toLowerCase()) && fitsPattern(field, one) && isAccepted(input, field, one);
  made += 1;
  const found =
    numberedTexts(value, field.length ?? 255).find(isNew) ?? nextVariation(input, field, value, isNew);
  if (found === undefined) return value;
  given.add(found.toLowerCase());
  return found;
}

function nextNumber({ schema: { minimum = 0, maximum = 2_147_483_647 } }: FieldSpec): number {
  made += 1;
  return minimum + (made % (maximum - minimum + 1));
}

function nextMinute(value: unknown): unknown {
  made += 1;
  return typeof value === 'string' ? new Date(Date.parse(value) + made * 60_000).toISOString() : value;
}

const given = new Set<string>();
const variations = new WeakMap<ConcreteType, Map<string, Iterator<string>>>();
/** Texts looked at for one value, before a field counts as one that takes no other. */
const mostTries = 5_000;

/** Goes on where the last call has ended: what was looked at once is taken or refused. */
function nextVariation(
  input: ConcreteType,
  field: FieldSpec,
  value: string,
  isNew: (text: string) => boolean,
): string | undefined {
  const key = `${field.name} ${value}`;
  const begun = variations.get(input) ?? new Map<string, Iterator<string>>();
  variations.set(input, begun);
  const texts = begun.get(key) ?? variationsOf(value, (one) => fitsPattern(field, one));
  begun.set(key, texts);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const next = texts.next();
    if (next.done === true) return undefined;
    if (isNew(next.value)) return next.value;
  }
  return undefined;
}

/** Ways to put a number into an example, where the field's pattern leaves room for one. */
function numberedTexts(value: string, length: number): string[] {
  const mark = made.toString(36);
  const cut = value.slice(0, Math.max(0, length - mark.length - 1));
  return [
    `${cut}-${mark}`,
    `${cut}${mark}`,
    `${mark}-${cut}`,
    `u${mark}.${cut}`,
    mark.padStart(value.length, '0'),
    crypto.randomUUID(),
  ];
}

/** The value with a word of the writer's at its end, the first that fits, where the field takes free text. */
export function markedValue(
  input: ConcreteType,
  field: FieldSpec,
  value: unknown,
  ...marks: readonly string[]
): unknown {
  if (field.kind !== 'text' || typeof value !== 'string' || field.schema.enum) return value;
  return (
    marks
      .flatMap((mark) => [`${value} ${mark}`, mark, `${value}${mark}`])
      .find((one) => isAccepted(input, field, one)) ?? value
  );
}

/** Cheaper than to ask the input, which reads all of its fields. */
function fitsPattern({ schema: { pattern } }: FieldSpec, text: string): boolean {
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

/** Whether the input's own rules let a value of one field through, whatever they say of the others. */
export function isAccepted(input: ConcreteType, field: FieldSpec, value: unknown): boolean {
  try {
    readInput(input, { [field.name]: value });
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return !(error.details.errors ?? []).some(({ pointer }) => pointer === `/${field.name}`);
  }
}

/** The references of an input, those of lists' elements included, each with its JSON Pointer in a generated body. */
export function referencesOf(
  input: ConcreteType,
  at = '',
): { readonly field: FieldSpec; readonly pointer: string }[] {
  return fieldsOf(input).flatMap((field) => [
    ...(field.target ? [{ field, pointer: `${at}/${field.name}` }] : []),
    ...(field.element ? referencesOf(field.element() as ConcreteType, `${at}/${field.name}/0`) : []),
  ]);
}
