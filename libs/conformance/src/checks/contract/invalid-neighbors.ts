import type { JsonSchema } from '@keelson/kernel';
import type { Schemas } from '../../contract/schemas.js';
import { changed, mostMade, pointerTo, typesOf, type Neighbor, type NeighborKind } from './neighbor.js';

type Candidate = readonly [kind: NeighborKind, what: string, value: unknown];

/**
 * Bodies that differ from a valid one in one member, each in a way that the published schema does not allow; members of a
 * list's first element are tried too.
 */
export function* invalidNeighbors(
  schema: JsonSchema,
  valid: unknown,
  schemas: Schemas,
  path: readonly string[] = [],
  whole: unknown = valid,
): Generator<Neighbor> {
  const { properties = {}, required = [], additionalProperties } = schemas.resolve(schema);
  if (additionalProperties === false)
    yield {
      kind: 'extra',
      what: 'an unknown field',
      pointer: pointerTo([...path, 'unexpectedMember']),
      body: changed(whole, [...path, 'unexpectedMember'], 1),
    };
  for (const [name, member] of Object.entries(properties)) {
    const at = [...path, name];
    const value = (valid as Record<string, unknown> | null)?.[name];
    if (required.includes(name))
      yield {
        kind: 'missing',
        what: `${name} missing`,
        pointer: pointerTo(at),
        body: changed(whole, at, undefined),
      };
    for (const [kind, what, wrong] of wrongValues(schemas.resolve(member), value))
      if (kind === 'unicode' || schemas.faultsOf(member, wrong).length > 0)
        yield {
          kind,
          what: `${name}: ${what}`,
          pointer: pointerTo(at),
          body: changed(whole, at, wrong),
        };
    const { items } = schemas.resolve(member);
    if (items && Array.isArray(value) && value.length > 0)
      yield* invalidNeighbors(items, value[0], schemas, [...at, '0'], whole);
  }
}

function wrongValues(schema: JsonSchema, valid: unknown): Candidate[] {
  const types = typesOf(schema);
  return [
    ['null', 'null', null],
    ...(types.includes('string') ? wrongTexts(schema, valid) : []),
    ...(types.includes('integer') || types.includes('number') ? wrongNumbers(schema) : []),
    ...(types.includes('boolean') ? wrongFlags : []),
    ...(types.includes('array') ? wrongLists(schema, valid) : []),
  ];
}

function wrongTexts(
  { minLength = 0, maxLength = 0, format, enum: values, pattern }: JsonSchema,
  valid: unknown,
): Candidate[] {
  const text = typeof valid === 'string' ? valid : 'a';
  return [
    ['type', 'a number', 7],
    ['type', 'true', true],
    ['type', 'an object', { toString: 'x' }],
    ['type', 'a list', [text]],
    ...(values
      ? ([
          ['bound', 'a value outside the enum', 'no-such-value'],
          ['bound', 'an enum value followed by a space', `${JSON.stringify(values[0]).replaceAll('"', '')} `],
        ] as const)
      : []),
    ...(minLength > 0 ? ([['bound', 'too short', 'a'.repeat(minLength - 1)]] as const) : []),
    ...(maxLength > 0 && maxLength < mostMade.characters
      ? ([
          ['bound', `${maxLength + 1} characters`, text.padEnd(maxLength + 1, text.at(-1) || 'a')],
          ['huge', '100,000 characters', 'a'.repeat(100_000)],
        ] as const)
      : []),
    ...(format ? wrongFormats(format) : []),
    ...(pattern ? ([['format', 'text that the pattern does not allow', '\u{1F6AB} no']] as const) : []),
    ...(!values && !format
      ? ([
          ['unicode', 'a lone surrogate', `${text.slice(0, Math.max(0, maxLength - 1))}\ud800`],
          ['unicode', 'U+0000', `${text.slice(0, Math.max(0, maxLength - 1))}\0`],
        ] as const)
      : []),
  ];
}

function wrongFormats(format: string): Candidate[] {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    uuid: ['not-a-uuid', '01890a5d-ac96-774b-bcce-b302099a805g', '01890a5dac96774bbcceb302099a8057'],
    'date-time': ['yesterday', '2026-01-31', '2026-02-30T12:00:00Z', '2026-01-31T12:00:00'],
    email: ['nobody', 'a@', 'a b@example.com'],
  };
  return (wrong[format] ?? []).map((text) => ['format', `"${text}"`, text]);
}

function wrongNumbers({ minimum, maximum, type }: JsonSchema): Candidate[] {
  return [
    ['type', 'a number as a string', '5'],
    ['type', 'true', true],
    ['type', 'a list', [5]],
    ...(typesOf({ ...(type && { type }) }).includes('integer')
      ? ([['type', 'a fraction', 0.5]] as const)
      : []),
    ...(minimum !== undefined
      ? ([['bound', `one below the minimum of ${minimum}`, minimum - 1]] as const)
      : []),
    ...(maximum !== undefined
      ? ([['bound', `one above the maximum of ${maximum}`, maximum + 1]] as const)
      : []),
    ['huge', '2⁵³', 2 ** 53],
    ['huge', '10³⁰⁸', 1e308],
  ];
}

const wrongFlags: readonly Candidate[] = [
  ['type', '"true" as a string', 'true'],
  ['type', '1', 1],
];

function wrongLists({ minItems = 0, maxItems }: JsonSchema, valid: unknown): Candidate[] {
  const list = Array.isArray(valid) ? (valid as unknown[]) : [];
  const one = list[0] ?? {};
  return [
    ['type', 'a string', 'x'],
    ['type', 'an object', { length: 1, 0: one }],
    ['type', 'a list of null', [null]],
    ['type', 'a list in a list', [[one]]],
    ...(minItems > 0 ? ([['bound', `${minItems - 1} elements`, list.slice(0, minItems - 1)]] as const) : []),
    ...(maxItems !== undefined && maxItems < mostMade.elements
      ? ([
          ['bound', `${maxItems + 1} elements`, Array.from({ length: maxItems + 1 }, () => one)],
          ['huge', '5,000 elements', Array.from({ length: 5_000 }, () => ({}))],
        ] as const)
      : []),
  ];
}
