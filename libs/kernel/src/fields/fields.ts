import {
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { choiceOf } from './choice.js';
import { field, type Fallback, type FieldOptions } from './field.js';
import type { AbstractType } from './json-schema.js';
import { CodePoints, EmailAddress, FoldedLength, StorableText } from './text-rules.js';

export interface TextOptions extends FieldOptions, Fallback<string> {
  /** Most code points; also the width of the column. */
  readonly max: number;
  /** Fewest code points; 1 unless said otherwise. */
  readonly min?: number;
  /** A regular expression that the whole value must match. */
  readonly pattern?: RegExp;
  readonly unique?: 'exact' | 'ignore-case';
}

/** Text of bounded length, compared by code point. */
export function Text(options: TextOptions): PropertyDecorator {
  if (!Number.isInteger(options.max)) throw new Error('@Text() needs a maximum length: @Text({ max: 200 }).');
  const min = options.min ?? 1;
  const pattern = options.pattern?.source;
  const { message, ...others } = options;
  const form =
    message ??
    (typeof options.example === 'string'
      ? `must have the same format as ${options.example}`
      : 'must have the documented format');
  // Its message is about the form; a text of the wrong length has another fault.
  return field(others, {
    kind: 'text',
    length: options.max,
    expects: `text of ${min} to ${options.max} characters`,
    ...(options.unique && { unique: options.unique }),
    schema: {
      type: 'string',
      ...(min > 0 && { minLength: min }),
      maxLength: options.max,
      ...(pattern && { pattern }),
    },
    rules: (told) => [
      IsString(told),
      StorableText(),
      CodePoints(min, options.max, told),
      ...(options.unique === 'ignore-case' ? [FoldedLength(options.max)] : []),
      ...(options.pattern ? [Matches(options.pattern, { message: form })] : []),
    ],
  });
}

/**
 * An e-mail address of at most 254 characters (RFC 5321); personal unless said otherwise. ASCII only, as the `email` of
 * JSON Schema is: a domain with other letters is written in Punycode.
 */
export function Email(options: FieldOptions & { readonly unique?: 'ignore-case' } = {}): PropertyDecorator {
  return field(
    { classified: 'personal', example: 'ada@example.com', ...options },
    {
      kind: 'text',
      length: 254,
      expects: 'an email address such as ada@example.com',
      ...(options.unique && { unique: options.unique }),
      schema: { type: 'string', format: 'email', minLength: 3, maxLength: 254 },
      rules: (told) => [IsString(told), CodePoints(3, 254, told), EmailAddress(told)],
    },
  );
}

/** A whole number between `min` (0 unless said otherwise) and `max` (2³¹ − 1 unless said otherwise). */
export function Integer(
  options: FieldOptions & Fallback<number> & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator {
  const minimum = options.min ?? 0;
  const maximum = options.max ?? 2_147_483_647;
  return field(options, {
    kind: maximum > 2_147_483_647 || minimum < -2_147_483_648 ? 'amount' : 'integer',
    expects: `a whole number from ${minimum} to ${maximum}`,
    schema: { type: 'integer', minimum, maximum },
    rules: (told) => [IsInt(told), Min(minimum, told), Max(maximum, told)],
  });
}

/** Money in minor units (cents) as a whole number up to 10¹²; its currency is a field beside it. */
export function Amount(options: FieldOptions & { readonly min?: number } = {}): PropertyDecorator {
  const max = 1_000_000_000_000;
  const message = `must be a whole number of minor units (cents) from ${options.min ?? 0} to ${max}`;
  return Integer({ example: 1999, message, ...options, max });
}

/** An ISO 4217 currency code in capitals. */
export function Currency(options: FieldOptions = {}): PropertyDecorator {
  const codes = Intl.supportedValuesOf('currency');
  return field(
    { example: 'EUR', ...options },
    {
      kind: 'text',
      length: 3,
      expects: 'a currency code such as EUR',
      schema: { type: 'string', enum: codes },
      rules: (told) => [IsIn(codes, told)],
    },
  );
}

/** A point in time in milliseconds, written as RFC 3339 in UTC; a `Date` in code. */
export function Instant(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-01-31T12:00:00.000Z', ...options },
    {
      kind: 'instant',
      expects: 'a date and time with a time zone, such as 2026-01-31T12:00:00.000Z',
      schema: { type: 'string', format: 'date-time' },
      rules: (told) => [IsDate(told)],
    },
  );
}

/** True or false. */
export function Flag(options: FieldOptions & Fallback<boolean> = {}): PropertyDecorator {
  return field(options, {
    kind: 'flag',
    expects: 'true or false',
    schema: { type: 'boolean' },
    rules: (told) => [IsBoolean(told)],
  });
}

/** One of the named values. */
export function OneOf(
  values: readonly string[],
  options: FieldOptions & Fallback<string> = {},
): PropertyDecorator {
  return field(
    { example: values[0] ?? null, ...options },
    {
      kind: 'text',
      length: Math.max(16, ...values.map((value) => value.length)),
      expects: choiceOf(values),
      schema: { type: 'string', enum: values },
      rules: (told) => [IsIn([...values], told)],
    },
  );
}

/** The state of a row. The first state is the initial one; only actions move it. At most one per entity. */
export function State(
  states: readonly string[],
  options: { readonly description?: string } = {},
): PropertyDecorator {
  return field(
    { example: states[0] ?? null, ...options },
    {
      kind: 'state',
      length: Math.max(16, ...states.map((state) => state.length)),
      states,
      fallback: states[0],
      expects: choiceOf(states),
      schema: { type: 'string', enum: states },
      rules: (told) => [IsIn([...states], told)],
    },
  );
}

/** A UUID that is not a reference: an identifier given by this installation. */
export function Identifier(options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    kind: 'id',
    expects: 'a UUID',
    schema: { type: 'string', format: 'uuid' },
    rules: (told) => [IsUUID(undefined, told)],
  });
}

/**
 * The id of another entity's row. On the way in it is checked inside the caller's tenant and against what the
 * caller may see; on the way out a view may include the row (`include=`): by the name of the field without its `Id`.
 * @param options `includedAs`: another name for the included row, where that one is a field's
 */
export function Ref(
  target: () => AbstractType,
  { includedAs, ...options }: FieldOptions & { readonly includedAs?: string } = {},
): PropertyDecorator {
  return field(options, {
    kind: 'reference',
    target,
    ...(includedAs !== undefined && { includedAs }),
    expects: 'a UUID',
    schema: { type: 'string', format: 'uuid' },
    rules: (told) => [IsUUID(undefined, told)],
  });
}

/** A JSON object without a shape of its own: payloads and before/after images, never an input. */
export function Json(options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    kind: 'json',
    expects: 'an object',
    schema: { type: 'object', additionalProperties: true },
    rules: (told) => [IsObject(told)],
  });
}
