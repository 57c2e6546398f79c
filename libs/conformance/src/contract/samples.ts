import type { JsonSchema } from '@keelson/kernel';
import type { ParameterDocument } from './document-parts.js';
import { momentText } from './moments.js';
import type { Schemas } from './schemas.js';

/** Stands for ids that are no references. */
export const anyId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What is taken for a moment where nothing names one. */
export const anyMoment = new Date('2026-01-31T12:00:00.000Z');

const byFormat: Readonly<Record<string, string>> = {
  uuid: anyId,
  email: 'someone@example.com',
  uri: 'https://example.com/',
  time: '12:00:00Z',
  ipv4: '192.0.2.1',
};

/** Tried where a pattern does not say what it lets in: words, codes, times. */
const usualTexts = ['x', 'X', '1', 'EUR', 'de-DE', 'AB-123', 'ab-123', '12:00', 'some text'];
const longestTried = 64;

/**
 * A text that a parameter takes, by its published schema: its example, default or first choice, or one that is made from
 * format and bounds; undefined where none is found.
 */
export function sampleOf(schemas: Schemas, parameter: ParameterDocument): string | undefined {
  const schema = schemas.resolve(parameter.schema);
  // One element is a list.
  if (schema.type === 'array' && schema.items)
    return sampleOf(schemas, { ...parameter, schema: schema.items });
  return [
    ...examplesOf(parameter),
    ...(schema.examples ?? []),
    schema.default,
    schema.const,
    ...(schema.enum ?? []),
    byFormat[schema.format ?? ''],
    momentText(schemas, parameter, anyMoment),
    ...numbersOf(schema),
    'true',
    ...textsOf(schema),
  ]
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(String)
    .find((text) => text !== '' && schemas.fitsText(parameter.schema, text));
}

/** OpenAPI has room for examples beside the schema, too. */
function examplesOf(parameter: ParameterDocument): unknown[] {
  const { example, examples = {} } = parameter as ParameterDocument & {
    readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  };
  return [example, ...Object.values(examples).map(({ value }) => value)];
}

function numbersOf({ type, minimum, maximum }: JsonSchema): unknown[] {
  return type === 'integer' || type === 'number' ? [Math.max(1, minimum ?? 1), minimum, maximum, 0] : [];
}

function textsOf({ type, minLength = 0 }: JsonSchema): string[] {
  if (type !== 'string') return [];
  const lengths = Array.from({ length: longestTried }, (_, at) => Math.max(1, minLength) + at);
  return [...usualTexts, ...lengths.flatMap((length) => ['a', 'A', '1'].map((one) => one.repeat(length)))];
}
