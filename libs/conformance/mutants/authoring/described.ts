import type { JsonSchema } from '@keelson/kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** What a route of one's own says in the docs. */
export function described(
  operationId: string,
  schema: JsonSchema,
  answer: { readonly status?: number; readonly media?: string } = {},
): MethodDecorator {
  const { status = 200, media = 'application/json' } = answer;
  const summary = operationId.replaceAll('-', ' ');
  return applyDecorators(
    ApiOperation({ operationId, summary, description: `Does this: ${summary}.` }),
    ApiResponse({ status, description: 'Done.', content: { [media]: { schema: schema as never } } }),
  );
}

/** In place of a field decorator that the twin, or the mutant, does not have. */
export const undecorated: PropertyDecorator = () => undefined;

/** An object with exactly these members. */
export function exactly(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties };
}

export const whole: JsonSchema = { type: 'integer', minimum: 0, maximum: 1_000_000_000 };
export const text: JsonSchema = { type: 'string', maxLength: 200 };
export const id: JsonSchema = { type: 'string', format: 'uuid' };

/** At most 200 of them, as a member `data`. */
export function listOf(items: JsonSchema): JsonSchema {
  return exactly({ data: { type: 'array', maxItems: 200, items } });
}
