import { Public } from '@keelson/kernel';
import { ExactLimit, TokenEndpoint } from '@keelson/rest';
import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from './access-tokens.js';
import { originOf } from './origin.js';
import type { OpenSession } from './sessions.js';
import { SignIn } from './sign-in.js';
import { byNetwork } from './sign-in-limits.js';
import { readTokenRequest } from './token-request.js';
import { TokenAnswer, TokenParameters } from './token.body.js';

/** The token endpoint of RFC 6749, the one route that does not speak the contract of the others. */
@ApiTags('auth')
@Controller('v1/auth')
export class TokenController {
  constructor(
    private readonly signIn: SignIn,
    private readonly accessTokens: AccessTokens,
  ) {}

  // Not an operation: nothing of it may be kept for a replay, and its errors are OAuth's.
  @Post('token')
  @HttpCode(200)
  @Public('this is how users sign in')
  @TokenEndpoint()
  @ExactLimit(byNetwork('sign-in-network', 10))
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({
    operationId: 'issue-token',
    summary: 'Sign in, refresh a token, or switch organizations',
    description:
      'Follows RFC 6749: accepts a form or a JSON object, and returns errors as `error` and `error_description`. Each use of a refresh token replaces it with a new one. Reusing the old token within 30 seconds returns the same new token; reusing it later ends the session.',
  })
  @ApiBody({
    type: TokenParameters,
    examples: {
      password: {
        summary: 'Sign in',
        value: {
          grant_type: 'password',
          username: 'ada@example.com',
          password: 'correct horse battery staple',
        },
      },
      refresh: {
        summary: 'Refresh',
        value: { grant_type: 'refresh_token', refresh_token: `krt_${'A'.repeat(86)}` },
      },
    },
  })
  @ApiOkResponse({ type: TokenAnswer, description: 'The tokens.' })
  @ApiBadRequestResponse({ description: 'The request was refused; see `error`.' })
  @ApiTooManyRequestsResponse({ description: 'Too many attempts; see Retry-After.' })
  @ApiServiceUnavailableResponse({ description: 'Overloaded; see Retry-After.' })
  async issue(@Body() body: unknown, @Req() incoming: FastifyRequest): Promise<TokenAnswer> {
    const request = readTokenRequest(body);
    const from = originOf(incoming);
    const signedIn: OpenSession & { readonly deviceToken?: string } =
      request.grant === 'password'
        ? await this.signIn.byPassword(request, from)
        : await this.signIn.byRefreshToken(request.refreshToken, request.scope, from);
    const { session, refreshToken, deviceToken } = signedIn;
    return {
      access_token: await this.accessTokens.issue(session),
      token_type: 'Bearer',
      expires_in: this.accessTokens.lifetimeFor(session),
      refresh_token: refreshToken,
      ...(deviceToken !== undefined && { device_token: deviceToken }),
      scope: session.scope,
    };
  }
}
