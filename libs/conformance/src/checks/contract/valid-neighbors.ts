import type { JsonSchema } from '@keelson/kernel';
import type { Schemas } from '../../contract/schemas.js';
import { changed, mostMade, pointerTo, typesOf } from './neighbor.js';

/** A body at a bound of what the published schema allows. */
export interface ValidNeighbor {
  readonly what: string;
  readonly pointer: string;
  readonly body: unknown;
}

/** Bodies that differ from a valid one in one member, each at a bound of the published schema. */
export function* validNeighbors(
  schema: JsonSchema,
  valid: unknown,
  schemas: Schemas,
  path: readonly string[] = [],
  whole: unknown = valid,
): Generator<ValidNeighbor> {
  const { properties = {}, required = [] } = schemas.resolve(schema);
  for (const [name, member] of Object.entries(properties)) {
    const at = [...path, name];
    const value = (valid as Record<string, unknown> | null)?.[name];
    if (!required.includes(name) && value !== undefined)
      yield { what: `${name} missing`, pointer: pointerTo(at), body: changed(whole, at, undefined) };
    for (const [what, one] of valuesAtBounds(schemas.resolve(member), value))
      if (schemas.faultsOf(member, one).length === 0)
        yield { what: `${name}: ${what}`, pointer: pointerTo(at), body: changed(whole, at, one) };
    const { items } = schemas.resolve(member);
    if (items && Array.isArray(value) && value.length > 0)
      yield* validNeighbors(items, value[0], schemas, [...at, '0'], whole);
  }
}

type Candidate = readonly [what: string, value: unknown];

function valuesAtBounds(schema: JsonSchema, valid: unknown): Candidate[] {
  const types = typesOf(schema);
  return [
    ['null', null],
    ...(types.includes('string') ? textsAtBounds(schema, valid) : []),
    ...(types.includes('integer') ? numbersAtBounds(schema) : []),
    ...(types.includes('boolean')
      ? ([
          ['true', true],
          ['false', false],
        ] as const)
      : []),
    ...(types.includes('array') ? listsAtBounds(schema, valid) : []),
  ];
}

function textsAtBounds(
  { minLength = 0, maxLength = 0, format, enum: values }: JsonSchema,
  valid: unknown,
): Candidate[] {
  if (values) return [values[0], values.at(-1)].map((value) => [JSON.stringify(value), value]);
  const text = typeof valid === 'string' ? valid : 'a';
  if (maxLength > mostMade.characters) return [];
  switch (format) {
    case 'uuid':
      return typeof valid === 'string' ? [['in upper case', valid.toUpperCase()]] : [];
    case 'date-time': {
      // On the day of the valid one: another may be over by now.
      const [day = ''] = (typeof valid === 'string' ? valid : '2026-01-31T12:00:00.000Z').split('T');
      return [
        ['with a time zone offset', `${day}T13:00:00.5+01:00`],
        ['without fractional seconds', `${day}T12:00:00Z`],
      ];
    }
    case undefined:
      return [
        [`${minLength} characters`, text.slice(0, minLength).padEnd(minLength, text.at(-1) || 'a')],
        [`${maxLength} characters`, text.slice(0, maxLength).padEnd(maxLength, text.at(-1) || 'a')],
        [`${maxLength} characters outside the Basic Multilingual Plane`, '\u{1F6A2}'.repeat(maxLength)],
        ['letters from many scripts', 'Åß Ω 船 ي'.slice(0, maxLength)],
      ];
    default:
      return [];
  }
}

function numbersAtBounds({ minimum, maximum }: JsonSchema): Candidate[] {
  return [minimum, maximum].filter((one) => one !== undefined).map((one) => [String(one), one]);
}

/** Alike elements: where each must be another's, the answer is a conflict and no fault of the body. */
function listsAtBounds({ minItems = 0, maxItems = 0 }: JsonSchema, valid: unknown): Candidate[] {
  const list = Array.isArray(valid) ? (valid as unknown[]) : [];
  const many =
    list.length > 0 && maxItems <= mostMade.elements ? Array.from({ length: maxItems }, () => list[0]) : [];
  return [
    [`${minItems} elements`, list.slice(0, minItems)],
    ...(many.length > 0 ? ([[`${maxItems} elements`, many]] as const) : []),
  ];
}
