import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
import { CodePoints, EmailAddress, StorableText } from './text-rules.js';

/** What every field can say about itself. */
export interface FieldOptions {
  /** May be null or left out; a field is required unless it says so. */
  readonly optional?: true;
  readonly description?: string;
  /** A value that is accepted as it stands; the docs offer it for trying out. */
  readonly example?: JsonValue;
  readonly classified?: Classification;
}

export interface TextOptions extends FieldOptions {
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
  if (!Number.isInteger(options.max)) throw new Error('@Text() needs a bound: @Text({ max: 200 }).');
  const min = options.min ?? 1;
  const pattern = options.pattern?.source;
  return field(options, {
    kind: 'text',
    length: options.max,
    ...(options.unique && { unique: options.unique }),
    schema: { type: 'string', minLength: min, maxLength: options.max, ...(pattern && { pattern }) },
    rules: [
      IsString(),
      StorableText(),
      CodePoints(min, options.max),
      ...(options.pattern ? [Matches(options.pattern)] : []),
    ],
  });
}

/** An e-mail address of at most 254 characters (RFC 5321); personal unless said otherwise. */
export function Email(options: FieldOptions & { readonly unique?: 'ignore-case' } = {}): PropertyDecorator {
  return field(
    { classified: 'personal', example: 'ada@example.com', ...options },
    {
      kind: 'text',
      length: 254,
      ...(options.unique && { unique: options.unique }),
      schema: { type: 'string', format: 'email', minLength: 3, maxLength: 254 },
      rules: [IsString(), StorableText(), CodePoints(3, 254), EmailAddress()],
    },
  );
}

/** A whole number between `min` (0 unless said otherwise) and `max` (2³¹ − 1 unless said otherwise). */
export function Integer(
  options: FieldOptions & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator {
  const minimum = options.min ?? 0;
  const maximum = options.max ?? 2_147_483_647;
  return field(options, {
    kind: maximum > 2_147_483_647 || minimum < -2_147_483_648 ? 'amount' : 'integer',
    schema: { type: 'integer', minimum, maximum },
    rules: [IsInt(), Min(minimum), Max(maximum)],
  });
}

/** Money in minor units (cents) as a whole number up to 10¹²; its currency is a field beside it. */
export function Amount(options: FieldOptions & { readonly min?: number } = {}): PropertyDecorator {
  return Integer({ example: 1999, ...options, max: 1_000_000_000_000 });
}

/** An ISO 4217 currency code in capitals. */
export function Currency(options: FieldOptions = {}): PropertyDecorator {
  const codes = Intl.supportedValuesOf('currency');
  return field(
    { example: 'EUR', ...options },
    {
      kind: 'text',
      length: 3,
      schema: { type: 'string', enum: codes },
      rules: [IsIn(codes)],
    },
  );
}

/** A point in time in milliseconds, written as RFC 3339 in UTC; a `Date` in code. */
export function Instant(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-01-31T12:00:00.000Z', ...options },
    {
      kind: 'instant',
      schema: { type: 'string', format: 'date-time' },
      rules: [IsDate({ message: 'must be a date and time with its zone, such as 2026-01-31T12:00:00.000Z' })],
    },
  );
}

/** True or false. */
export function Flag(options: FieldOptions & { readonly fallback?: boolean } = {}): PropertyDecorator {
  return field(options, {
    kind: 'flag',
    schema: { type: 'boolean' },
    rules: [IsBoolean()],
    ...(options.fallback !== undefined && { fallback: options.fallback }),
  });
}

/** One of the named values. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: values[0] ?? null, ...options },
    {
      kind: 'text',
      length: Math.max(16, ...values.map((value) => value.length)),
      schema: { type: 'string', enum: values },
      rules: [IsIn([...values])],
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
      schema: { type: 'string', enum: states },
      rules: [IsIn([...states])],
    },
  );
}

/** A UUID that is not a reference: an identifier given by this installation. */
export function Identifier(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { kind: 'id', schema: { type: 'string', format: 'uuid' }, rules: [IsUUID()] });
}

/**
 * The id of another entity's row. On the way in it is checked inside the caller's tenant and against what the
 * caller may see; on the way out a view may include the row (`include=`).
 */
export function Ref(target: () => AbstractType, options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    kind: 'reference',
    target,
    schema: { type: 'string', format: 'uuid' },
    rules: [IsUUID()],
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
    schema: { type: 'array', minItems: options.min ?? 0, maxItems: options.max },
    rules: [
      IsArray(),
      ArrayMinSize(options.min ?? 0),
      ArrayMaxSize(options.max),
      // An element that is no object would pass as "nested without rules".
      IsObject({ each: true }),
      ValidateNested({ each: true }),
    ],
  });
}

/** A JSON object without a shape of its own: payloads and before/after images, never an input. */
export function Json(options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    kind: 'json',
    schema: { type: 'object', additionalProperties: true },
    rules: [IsObject()],
  });
}

interface FieldParts extends Omit<FieldSpec, 'name' | 'required' | 'schema' | 'classification'> {
  readonly schema: JsonSchema;
  readonly rules: readonly PropertyDecorator[];
}

/** Writes rule and schema together: one without the other is how documents start to drift. */
function field(options: FieldOptions, { rules, ...parts }: FieldParts): PropertyDecorator {
  const schema: JsonSchema = {
    ...parts.schema,
    ...(options.description && { description: options.description }),
    ...(options.example !== undefined && { examples: [options.example] }),
  };
  const presence = options.optional || parts.fallback !== undefined ? IsOptional() : IsNotEmpty();
  return applyDecorators(
    presence,
    ...rules,
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
