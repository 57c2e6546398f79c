import { hash, verify } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { callerPassword } from '../../data/principals.js';
import { problemSchema, tokensSchema } from './schemas.js';

interface Grant {
  readonly username: string;
  readonly password: string;
}

const grantSchema = {
  type: 'object',
  required: ['grant_type', 'username', 'password'],
  properties: {
    grant_type: { type: 'string', const: 'password' },
    username: { type: 'string', maxLength: 254 },
    password: { type: 'string', maxLength: 200 },
  },
} as const;

/** argon2 and nothing else: no user is looked up, no session is opened. What a sign-in can cost at the least. */
export async function signInRoutes(app: FastifyInstance): Promise<void> {
  // OWASP's choice, as Keelson has it.
  const stored = await hash(callerPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  app.post<{ Body: Grant }>(
    '/v1/auth/token',
    { schema: { body: grantSchema, response: { 200: tokensSchema, 400: problemSchema } } },
    async ({ body }, reply) => {
      if (!(await verify(stored, body.password))) return reply.code(400).send({ code: 'invalid_grant' });
      return { access_token: '-', token_type: 'Bearer', expires_in: 600, refresh_token: '-', scope: '-' };
    },
  );
}
