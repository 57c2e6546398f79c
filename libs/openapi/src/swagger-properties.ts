import { fieldsOf, type AbstractType, type FieldSpec } from '@keelson/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Route } from './routes.js';
import { writtenAnswers, writtenTypes } from './swagger-metadata.js';

/**
 * Tells @nestjs/swagger of the fields of classes that answers name, and of those that these have as members: the schema of a
 * class with `@ApiProperty` members is its own to make.
 */
export function describeFields(routes: readonly Route[]): void {
  const found = new Set(routes.flatMap(({ handler }) => writtenAnswers(handler)));
  // A set that grows while it is walked is walked to its end.
  for (const type of found) {
    const fields = fieldsOf(type);
    const written = writtenTypes(type);
    for (const field of fields) if (!written.has(field.name)) describe(type, field);
    for (const one of [...written.values(), ...fields.map(({ element }) => element?.())])
      if (one) found.add(one);
  }
}

function describe(type: AbstractType, { name, schema, required, element, fallback }: FieldSpec): void {
  const described = {
    ...schema,
    ...(!required && { nullable: true }),
    ...(element && { type: element, isArray: true as const }),
  } as Parameters<typeof ApiProperty>[0];
  const isPresent = required && fallback === undefined;
  (isPresent ? ApiProperty : ApiPropertyOptional)(described)(type.prototype as object, name);
}
