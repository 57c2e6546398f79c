import { currentCaller, Fails, Input, Operation, Prepare, Prepared, Public, SignedIn } from '@keelson/kernel';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExactLimit } from '@keelson/rest';
import { weakPassword } from './password-policy.js';
import { Sessions } from './sessions.js';
import { byNetwork } from './sign-in-limits.js';
import { SignedUp, SignUp } from './sign-up.input.js';
import { SignUpPreparation } from './sign-up.preparation.js';
import { addressBusy, SignUps } from './sign-ups.js';

@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly signUps: SignUps,
    private readonly sessions: Sessions,
  ) {}

  @Post('sign-up')
  @HttpCode(201)
  @Public('a user who signs up has no account yet')
  @ExactLimit(byNetwork('sign-up-network', 1))
  @Operation('auth:sign-up')
  @Fails(weakPassword)
  @Prepare(SignUpPreparation)
  @Fails(addressBusy)
  @ApiOperation({
    operationId: 'sign-up',
    summary: 'Sign up',
    description:
      'Creates an account and an organization owned by the new user, and sends an email with a link that verifies the address. Until the address is verified, the account is limited to its own organization. If a verified account already has the address, the response is the same, and only the email says so.',
  })
  @ApiBody({ type: SignUp })
  @ApiCreatedResponse({ type: SignedUp, description: 'An email is being sent.' })
  async signUp(@Input() input: SignUp, @Prepared() passwordHash: string): Promise<SignedUp> {
    await this.signUps.signUp(input, passwordHash);
    return {
      email: input.email,
      next: 'Get a token from POST /v1/auth/token with this email address and password.',
    };
  }

  @Post('sign-out')
  @HttpCode(204)
  @SignedIn('everyone may sign out', { operators: true })
  @Operation('auth:sign-out')
  @ApiOperation({
    operationId: 'sign-out',
    summary: 'Sign out',
    description:
      "Ends the access token's session. Within a second, all processes reject the session's refresh token and access tokens.",
  })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async signOut(): Promise<void> {
    const { sessionId, userId } = currentCaller();
    if (sessionId !== null) await this.sessions.end(sessionId, userId, 'signed-out');
  }
}
