import { isEmail, ValidateBy } from 'class-validator';

/** PostgreSQL can't store U+0000, and no engine can store half of a surrogate pair. */
export function StorableText(): PropertyDecorator {
  return ValidateBy({
    name: 'storableText',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
      defaultMessage: () => '$property must be well-formed Unicode without U+0000',
    },
  });
}

/**
 * Length as JSON Schema and the columns count it. MaxLength of class-validator takes a character and its variation
 * selector for one, and lets through what no column holds.
 */
export function CodePoints(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'codePoints',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'string' || value.length > 2 * max) return false;
        const { length } = [...value];
        return length >= min && length <= max;
      },
      defaultMessage: () => `$property must be ${min} to ${max} characters long`,
    },
  });
}

/** IsEmail of class-validator, which throws on half of a surrogate pair. */
export function EmailAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isEmail',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && value.isWellFormed() && isEmail(value),
      defaultMessage: () => '$property must be an email',
    },
  });
}
