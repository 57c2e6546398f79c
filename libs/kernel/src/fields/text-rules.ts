import { isEmail, ValidateBy, type ValidationOptions } from 'class-validator';
import { keyLength, normalizedKey } from './folding.js';

/** PostgreSQL can't store U+0000, and no engine can store half of a surrogate pair. */
export function StorableText(): PropertyDecorator {
  return ValidateBy({
    name: 'storableText',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
      defaultMessage: () => 'must be well-formed Unicode without U+0000',
    },
  });
}

/**
 * Length as JSON Schema and the columns count it. MaxLength of class-validator takes a character and its variation
 * selector for one, and lets through what no column holds.
 */
export function CodePoints(min: number, max: number, told: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'codePoints',
      validator: {
        validate: (value: unknown) => {
          if (typeof value !== 'string' || value.length > 2 * max) return false;
          const { length } = [...value];
          return length >= min && length <= max;
        },
      },
    },
    told,
  );
}

/** Each element is text that can be stored, of 1 to `max` code points and in the form of `pattern`. */
export function TextElements(
  max: number,
  pattern: RegExp | undefined,
  told: ValidationOptions,
): PropertyDecorator {
  const fits = (value: unknown) =>
    typeof value === 'string' &&
    value.length <= 2 * max &&
    value.length > 0 &&
    [...value].length <= max &&
    !value.includes('\0') &&
    value.isWellFormed() &&
    (pattern?.test(value) ?? true);
  return ValidateBy(
    {
      name: 'textElements',
      validator: { validate: (value: unknown) => Array.isArray(value) && value.every(fits) },
    },
    told,
  );
}

/** The key of a case-ignoring text of at most `max` code points has its column's length: 36 Greek letters fold to four. */
export function FoldedLength(max: number): PropertyDecorator {
  return ValidateBy({
    name: 'foldedLength',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' &&
        (value.length * 4 <= keyLength(max) || [...normalizedKey(value)].length <= keyLength(max)),
      defaultMessage: () =>
        'must be shorter: a letter with several accents counts as more than one character',
    },
  });
}

/**
 * Options of a `@Text()` that stands in one line, such as a name: without control characters, and without those that turn the
 * direction of the text around it (Unicode UAX #9), by which a name can pass for another one.
 */
export const oneLine = {
  // eslint-disable-next-line no-control-regex -- these are what must not be in a name
  pattern: /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+$/,
  message: 'must be one line without control characters',
} as const;

/**
 * An address as the `email` of JSON Schema has it (RFC 5321): IsEmail of class-validator takes letters beyond ASCII, which
 * that format and many mail servers refuse, and quoted names, which hardly any validator of the format knows.
 */
export function EmailAddress(told: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isEmail',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && /^[!-~]+$/.test(value) && !value.startsWith('"') && isEmail(value),
      },
    },
    told,
  );
}
