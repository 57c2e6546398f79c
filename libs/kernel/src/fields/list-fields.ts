import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsObject, ValidateNested } from 'class-validator';
import { field, type FieldOptions } from './field.js';
import type { AbstractType } from './json-schema.js';
import { TextElements } from './text-rules.js';

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

export interface TextListOptions extends FieldOptions {
  readonly max: number;
  readonly min?: number;
  readonly each: TextElement;
}

/** A bounded list of different texts, read and written with its row; stored as JSON. */
export function TextList(options: TextListOptions): PropertyDecorator {
  return textList(options, {});
}

/**
 * Permissions that a row grants, by their names in the catalog. Whoever takes it from a client makes sure that the names are
 * in the catalog and that the caller has them all; the conformance kit tries to grant more.
 */
export function PermissionNames(options: Omit<TextListOptions, 'each'>): PropertyDecorator {
  return textList(
    {
      message: 'must be a list of different permissions such as orders:read',
      ...options,
      each: { max: 100, pattern: /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/ },
    },
    { grants: true },
  );
}

function textList(options: TextListOptions, more: { readonly grants?: true }): PropertyDecorator {
  const { max, min = 0, each, ...others } = options;
  return field(others, {
    ...more,
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
      ArrayUnique({ message: 'must not contain duplicates' }),
    ],
  });
}
