import { Public } from '@keelson/kernel';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PublicJwk } from './key-pair.js';
import { SigningKeys } from './signing-keys.js';

const text = { type: 'string', maxLength: 100 } as const;
const jwk = {
  type: 'object',
  required: ['kty', 'crv', 'x', 'y', 'use', 'alg', 'kid'],
  additionalProperties: false,
  properties: { kty: text, crv: text, x: text, y: text, use: text, alg: text, kid: text },
};

@ApiTags('auth')
@Controller('.well-known')
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Public('public keys are public')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'list-keys',
    summary: 'Get the keys that verify access tokens',
    description:
      'Returns a JWK set (RFC 7517). To verify the ES256 signature of a token, use the key whose `kid` is in its header.',
  })
  @ApiOkResponse({
    description: 'The keys.',
    schema: {
      type: 'object',
      required: ['keys'],
      additionalProperties: false,
      properties: { keys: { type: 'array', maxItems: 10, items: jwk } },
    },
  })
  async list(): Promise<{ keys: PublicJwk[] }> {
    return { keys: [(await this.keys.current()).jwk] };
  }
}
