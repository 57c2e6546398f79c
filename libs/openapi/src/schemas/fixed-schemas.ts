import type { JsonSchema } from '@keelson/kernel';

const text = (maxLength: number, description: string): JsonSchema => ({
  type: 'string',
  maxLength,
  pattern: '^[^\\u0000]*$',
  description,
});

/** RFC 9457, with our own members: code, requestId, errors. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'An error (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'instance', 'requestId'],
  additionalProperties: false,
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      maxLength: 500,
      description: 'URL of the page that explains this problem.',
    },
    title: text(200, 'Summary of the problem.'),
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    code: {
      type: 'string',
      maxLength: 100,
      pattern: '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)?$',
      description: 'Stable error code; branch on it.',
    },
    detail: text(2_000, 'What went wrong in this request.'),
    instance: text(500, 'Path of the request.'),
    requestId: text(64, 'Identifies the request; include it when you ask for help.'),
    errors: {
      type: 'array',
      maxItems: 50,
      description: 'The errors in the request, with their locations.',
      items: { $ref: '#/components/schemas/ProblemViolation' },
    },
  },
};

/** One fault in a request. */
export const violationSchema: JsonSchema = {
  type: 'object',
  description: 'An error. Its location is in `pointer`, `parameter` or `header`.',
  required: ['detail'],
  additionalProperties: false,
  properties: {
    pointer: text(500, 'JSON Pointer into the body (RFC 6901).'),
    parameter: text(200, 'Name of a path or query parameter.'),
    header: text(200, 'Name of a header.'),
    detail: text(1_000, 'Description of the error.'),
  },
};

/** RFC 6749, section 5.2. */
export const oauthErrorSchema: JsonSchema = {
  type: 'object',
  description: 'An error of the token endpoint (RFC 6749, section 5.2).',
  required: ['error'],
  additionalProperties: false,
  properties: {
    error: {
      type: 'string',
      enum: [
        'invalid_request',
        'invalid_client',
        'invalid_grant',
        'unauthorized_client',
        'unsupported_grant_type',
        'invalid_scope',
        'temporarily_unavailable',
        'server_error',
      ],
      description: 'Stable error code; branch on it.',
    },
    error_description: text(2_000, 'Message for the developer of the client.'),
  },
};
