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
  description: 'What went wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'instance', 'requestId'],
  additionalProperties: false,
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      maxLength: 500,
      description: 'The page that explains this kind of problem.',
    },
    title: text(200, 'The kind of problem in a few words.'),
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    code: {
      type: 'string',
      maxLength: 100,
      pattern: '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)?$',
      description: 'Stable; clients branch on it.',
    },
    detail: text(2_000, 'What happened in this case.'),
    instance: text(500, 'The path that was asked for.'),
    requestId: text(64, 'Names the request; quote it when asking for help.'),
    errors: {
      type: 'array',
      maxItems: 50,
      description: 'Each fault, and where it is.',
      items: { $ref: '#/components/schemas/ProblemViolation' },
    },
  },
};

/** One fault in a request. */
export const violationSchema: JsonSchema = {
  type: 'object',
  description: 'One fault: pointer, parameter or header says where.',
  required: ['detail'],
  additionalProperties: false,
  properties: {
    pointer: text(500, 'JSON Pointer into the body (RFC 6901).'),
    parameter: text(200, 'The name of a parameter of path or query.'),
    header: text(200, 'The name of a header.'),
    detail: text(1_000, 'What is wrong with it.'),
  },
};

/** RFC 6749, section 5.2. */
export const oauthErrorSchema: JsonSchema = {
  type: 'object',
  description: 'A refusal of the token endpoint (RFC 6749, section 5.2).',
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
      description: 'Stable; clients branch on it.',
    },
    error_description: text(2_000, 'For the developer of the client.'),
  },
};
