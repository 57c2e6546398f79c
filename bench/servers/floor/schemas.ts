const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;

const articleProperties = {
  id: text,
  title: text,
  body: text,
  status: text,
  authorId: text,
  views: whole,
  createdAt: text,
  updatedAt: text,
} as const;

export const articleSchema = {
  type: 'object',
  required: Object.keys(articleProperties),
  properties: articleProperties,
} as const;

/** An article of a page, which bears its author when the query asks for it. */
const listedSchema = {
  ...articleSchema,
  properties: {
    ...articleProperties,
    author: {
      type: 'object',
      nullable: true,
      required: ['id', 'name', 'motto', 'createdAt'],
      properties: { id: text, name: text, motto: text, createdAt: text },
    },
  },
} as const;

export const pageSchema = {
  type: 'object',
  required: ['data', 'page'],
  properties: {
    data: { type: 'array', items: listedSchema },
    page: {
      type: 'object',
      required: ['next', 'limit'],
      properties: { next: { type: 'string', nullable: true }, limit: whole },
    },
  },
} as const;

const status = { type: 'string', enum: ['draft', 'published', 'archived'] } as const;

export const listQuerySchema = {
  type: 'object',
  required: ['filter[status]', 'sort'],
  additionalProperties: false,
  properties: {
    'filter[status]': status,
    sort: { type: 'string', const: '-createdAt' },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 20 },
    cursor: { type: 'string', maxLength: 200 },
    include: { type: 'string', const: 'author' },
  },
} as const;

export const newArticleSchema = {
  type: 'object',
  required: ['title', 'body', 'status', 'authorId', 'views'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 200 },
    body: { type: 'string', minLength: 1, maxLength: 4000 },
    status,
    authorId: { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
    views: { type: 'integer', minimum: 0, maximum: 2147483647 },
  },
} as const;

export const orderSchema = {
  type: 'object',
  properties: {
    id: text,
    buyerEmail: text,
    reference: { type: 'string', nullable: true },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: { productId: text, quantity: whole, unitPrice: whole },
      },
    },
    currency: text,
    total: whole,
    status: text,
    createdBy: text,
    version: whole,
    createdAt: text,
    updatedAt: text,
  },
} as const;

export const tokensSchema = {
  type: 'object',
  properties: {
    access_token: text,
    token_type: text,
    expires_in: whole,
    refresh_token: text,
    scope: text,
  },
} as const;

export const problemSchema = { type: 'object', properties: { code: text } } as const;
