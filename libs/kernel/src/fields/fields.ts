import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { declareField, type Classification, type FieldSpec } from './field-registry.js';
import type { AbstractType, JsonSchema, JsonValue } from './json-schema.js';
import { documentOf } from './field-document.js';
import { refuseOtherType } from './property-types.js';
import { choiceOf } from './choice.js';
import { CodePoints, EmailAddress, FoldedLength, StorableText, TextElements } from './text-rules.js';

/** What every field can say about itself. */
export interface FieldOptions {
  /** May be null or left out; a field is required unless it says so. */
  readonly optional?: true;
  readonly description?: string;
  /** A value that is accepted as it stands; the docs offer it for trying out. */
  readonly example?: JsonValue;
  readonly classified?: Classification;
  /**
   * What a client is told of a value in the wrong form, in place of the field's own sentence: `must be a SKU such as
   * ROPE-12`. No pattern and no long list: a person reads it.
   */
  readonly message?: string;
}

export interface TextOptions extends FieldOptions, Fallback<string> {
  /** Most code points; also the width of the column. */
  readonly max: number;
  /** Fewest code points; 1 unless said otherwise. */
  readonly min?: number;
  /** A regular expression that the whole value must match. */
  readonly pattern?: RegExp;
  readonly unique?: 'exact' | 'ignore-case';
}

/** What a value may be left out for. */
export interface Fallback<T> {
  /** The value of a field that an input or a query leaves out. */
  readonly fallback?: T;
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

/** A bounded list of values that belong to their row and are read and written with it; stored as JSON. */
export function ListOf(
  element: () => AbstractType,
  options: FieldOptions & { readonly max: number; readonly min?: number },
): PropertyDecorator {
  return field(options, {
    kind: 'list',
    element,
    expects: `a list of ${options.min ?? 0} to ${options.max} objects`,
    schema: { type: 'array', minItems: options.min ?? 0, maxItems: options.max },
    rules: (told) => [
      IsArray(told),
      ArrayMinSize(options.min ?? 0, told),
      ArrayMaxSize(options.max, told),
      // An element that is no object would pass as "nested without rules".
      IsObject({ ...told, each: true }),
      ValidateNested({ ...told, each: true }),
    ],
  });
}

/** What each text of a {@link TextList} is like. */
export interface TextElement {
  /** Most code points. */
  readonly max: number;
  /** A regular expression that the whole text must match. */
  readonly pattern?: RegExp;
}

/** A bounded list of different texts, read and written with its row; stored as JSON. */
export function TextList(
  options: FieldOptions & { readonly max: number; readonly min?: number; readonly each: TextElement },
): PropertyDecorator {
  const { max, min = 0, each, ...others } = options;
  return field(others, {
    kind: 'list',
    expects: `a list of ${min} to ${max} different texts of 1 to ${each.max} characters`,
    schema: {
      type: 'array',
      minItems: min,
      maxItems: max,
      uniqueItems: true,
      items: {
        type: 'string',
        minLength: 1,
        maxLength: each.max,
        ...(each.pattern && { pattern: each.pattern.source }),
      },
    },
    rules: (told) => [
      IsArray(told),
      ArrayMinSize(min, told),
      ArrayMaxSize(max, told),
      TextElements(each.max, each.pattern, told),
      ArrayUnique({ message: 'must not contain a text twice' }),
    ],
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

interface FieldParts extends Omit<FieldSpec, 'name' | 'required' | 'schema' | 'classification'> {
  readonly expects: string;
  readonly schema: JsonSchema;
  /** Rules that tell a client what is expected: class-validator's own sentences show patterns and whole lists. */
  readonly rules: (told: { readonly message: string }) => readonly PropertyDecorator[];
}

/** Writes rule and schema together: one without the other is how documents start to drift. */
function field(
  options: FieldOptions & Fallback<JsonValue>,
  { rules, ...given }: FieldParts,
): PropertyDecorator {
  const parts = { ...(options.fallback !== undefined && { fallback: options.fallback }), ...given };
  const schema: JsonSchema = {
    ...parts.schema,
    ...(options.description && { description: options.description }),
    ...(options.example !== undefined && { examples: [options.example] }),
  };
  const told = { message: options.message ?? `must be ${parts.expects}` };
  const presence = options.optional || parts.fallback !== undefined ? IsOptional() : IsNotEmpty(told);
  return applyDecorators(
    presence,
    ...rules(told),
    documentOf(schema, options, parts),
    (target: object, name: string | symbol) => {
      refuseOtherType(target, String(name), parts.kind);
      declareField(target, {
        ...parts,
        name: String(name),
        required: !options.optional,
        schema,
        ...(options.classified && { classification: options.classified }),
      });
    },
  );
}
