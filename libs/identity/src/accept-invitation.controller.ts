import {
  alreadyExists,
  Fails,
  Input,
  Operation,
  Prepare,
  Prepared,
  Public,
  SignedIn,
  unprovenAddress,
} from '@keelson/kernel';
import { ExactLimit } from '@keelson/rest';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  accountExists,
  closedInvitation,
  invalidInvitation,
  inviterGone,
  otherAddress,
  tooManyMembers,
  tooManyOrganizations,
  type Member,
} from '@keelson/organizations';
import { AcceptPreparation, InvitationAcceptance, type Newcomer } from './invitation-acceptance.js';
import { AcceptAsNewUser, AcceptInvitation, JoinedOrganization } from './invitation.input.js';
import { weakPassword } from './password-policy.js';
import { byNetwork, perNetwork } from './sign-in-limits.js';

const failures = [invalidInvitation, closedInvitation, inviterGone, tooManyMembers] as const;

/** What the link in an invitation is for. */
@ApiTags('auth')
@Controller('v1')
export class AcceptInvitationController {
  constructor(private readonly acceptance: InvitationAcceptance) {}

  @Post('auth/accept-invitation')
  @HttpCode(201)
  @Public('an invited user may not have an account yet')
  @ExactLimit(byNetwork('accept-invitation-network', 1))
  @Operation('auth:accept-invitation')
  @Prepare(AcceptPreparation)
  @Fails(...failures, accountExists, weakPassword)
  @ApiOperation({
    operationId: 'accept-invitation-as-new-user',
    summary: 'Accept an invitation with a new account',
    description:
      'Requires the token from the email. Creates an account with a verified email address, and makes it a member of the organization. Closes all accounts that used the address without verifying it. If a verified account already has the address, sign in and accept with that account.',
  })
  @ApiBody({ type: AcceptAsNewUser })
  @ApiCreatedResponse({ type: JoinedOrganization, description: 'You are a member.' })
  async acceptAsNewUser(
    @Input() _input: AcceptAsNewUser,
    @Prepared() newcomer: Newcomer,
  ): Promise<JoinedOrganization> {
    return joined(await this.acceptance.acceptAsNewUser(newcomer));
  }

  @Post('me/accept-invitation')
  @HttpCode(200)
  @SignedIn('every user may accept an invitation to their own address')
  @ExactLimit(perNetwork('accept-invitation', 10))
  @Operation('me:accept-invitation')
  @Fails(...failures, otherAddress, unprovenAddress, tooManyOrganizations, alreadyExists)
  @ApiOperation({
    operationId: 'accept-invitation',
    summary: 'Accept an invitation with your account',
    description:
      'Requires the token from the email. Makes you a member of the organization. The invitation must be for the email address of your account, ignoring case, and that address must be verified.',
  })
  @ApiOkResponse({ type: JoinedOrganization, description: 'You are a member.' })
  async accept(@Input() { token }: AcceptInvitation): Promise<JoinedOrganization> {
    return joined(await this.acceptance.accept(token));
  }
}

function joined({ id, email, organizationId }: Member): JoinedOrganization {
  return {
    email: email ?? '',
    organizationId,
    memberId: id,
    next: `Get a token from POST /v1/auth/token with the scope organization:${organizationId}.`,
  };
}
