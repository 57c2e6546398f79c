const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;

export const articleSchema = {
  type: 'object',
  required: ['id', 'title', 'body', 'status', 'authorId', 'views', 'createdAt', 'updatedAt'],
  properties: {
    id: text,
    title: text,
    body: text,
    status: text,
    authorId: text,
    views: whole,
    createdAt: text,
    updatedAt: text,
  },
} as const;

export const pageSchema = {
  type: 'object',
  required: ['data', 'page'],
  properties: {
    data: { type: 'array', items: articleSchema },
    page: {
      type: 'object',
      required: ['next', 'limit'],
      properties: { next: { type: 'string', nullable: true }, limit: whole },
    },
  },
} as const;

export const listQuerySchema = {
  type: 'object',
  required: ['filter[status]', 'sort'],
  additionalProperties: false,
  properties: {
    'filter[status]': { type: 'string', enum: ['draft', 'published', 'archived'] },
    sort: { type: 'string', const: '-createdAt' },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 20 },
    cursor: { type: 'string', maxLength: 200 },
  },
} as const;

export const problemSchema = { type: 'object', properties: { code: text } } as const;
