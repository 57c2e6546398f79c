import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FieldSpec } from './field-registry.js';
import type { JsonSchema } from './json-schema.js';

/** Publishes a field's schema in the OpenAPI document, as swagger's own decorators would. */
export function documentOf(
  schema: JsonSchema,
  options: { readonly optional?: boolean },
  parts: Pick<FieldSpec, 'fallback' | 'element'>,
): PropertyDecorator {
  const optional = Boolean(options.optional) || parts.fallback !== undefined;
  const described = {
    ...schema,
    ...(options.optional && { nullable: true }),
    ...(parts.element && { type: parts.element, isArray: true as const }),
  } as Parameters<typeof ApiProperty>[0];
  return optional ? ApiPropertyOptional(described) : ApiProperty(described);
}
