import { validationFailed, type JsonSchema } from '@keelson/kernel';
import { ApiQuery } from '@nestjs/swagger';

/** A query parameter that a route of one's own can't do without, in the docs. */
export function required(name: string, schema: JsonSchema): MethodDecorator {
  return ApiQuery({ name, required: true, schema: schema as never });
}

/** A refusal that names the parameter. */
export function wrong(parameter: string, detail: string): Error {
  return validationFailed({
    detail: 'The query is not valid; see errors.',
    errors: [{ parameter, detail }],
  });
}
