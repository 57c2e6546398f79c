import { Fails, Input, Operation, Prepare, Prepared, Public } from '@keelson/kernel';
import { ExactLimit } from '@keelson/rest';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AddressLinks, linkOver } from './address-links.js';
import { AddressProofs, ProofPreparation, type CheckedProof } from './address-proofs.js';
import { AddressReturns, UndoPreparation, type CheckedReset } from './address-returns.js';
import { ForgotPassword, NextStep, OwnAddress, ProveAddress, ResetPassword } from './address.input.js';
import { addressTaken } from './addresses.js';
import { ForgotPasswordPreparation } from './forgot-password.preparation.js';
import { PasswordResets, ResetPreparation } from './password-resets.js';
import { wrongPassword } from './passwords.js';
import { weakPassword } from './password-policy.js';
import { byNetwork, perNetwork } from './sign-in-limits.js';
import type { User } from './user.entity.js';

/** What the links in mails are for, without being signed in. */
@ApiTags('auth')
@Controller('v1/auth')
export class AddressesController {
  constructor(
    private readonly proofs: AddressProofs,
    private readonly resets: PasswordResets,
    private readonly returns: AddressReturns,
    private readonly links: AddressLinks,
  ) {}

  @Post('prove-address')
  @HttpCode(200)
  @Public('the link may be opened on a device that is not signed in')
  @ExactLimit(byNetwork('prove-address', 1))
  @Operation('auth:prove-address')
  @Prepare(ProofPreparation)
  @Fails(linkOver, wrongPassword, addressTaken)
  @ApiOperation({
    operationId: 'prove-address',
    summary: 'Verify an email address',
    description:
      'Requires the token from the email and the password of your account. Your account then owns the address. All other accounts with this address are closed: their sessions, passwords and keys stop working, and you do not get their organizations.',
  })
  @ApiBody({ type: ProveAddress })
  @ApiOkResponse({ type: OwnAddress, description: 'The address is verified.' })
  async prove(@Input() _input: ProveAddress, @Prepared() proof: CheckedProof): Promise<OwnAddress> {
    return owned(await this.proofs.prove(proof));
  }

  @Post('forgot-password')
  @HttpCode(202)
  @Public('a user who forgot the password cannot sign in')
  @ExactLimit(perNetwork('forgot-password', 1))
  @Operation('auth:forgot-password')
  @Prepare(ForgotPasswordPreparation)
  @ApiOperation({
    operationId: 'forgot-password',
    summary: 'Request a password reset email',
    description:
      'If the address has an account, sends it an email with a link that is valid for 30 minutes. The response is the same for every address. Repeated requests within 10 minutes send no new email while the link is unused.',
  })
  @ApiAcceptedResponse({
    type: NextStep,
    description: 'If the address has an account, an email is being sent.',
  })
  async forgot(@Input() { email }: ForgotPassword): Promise<NextStep> {
    await this.links.send('reset', email);
    return { next: 'If the address has an account, open the link in the email within 30 minutes.' };
  }

  @Post('reset-password')
  @HttpCode(200)
  @Public('a user who forgot the password cannot sign in')
  @ExactLimit(byNetwork('reset-password', 1))
  @Operation('auth:reset-password')
  @Prepare(ResetPreparation)
  @Fails(linkOver, weakPassword, addressTaken)
  @ApiOperation({
    operationId: 'reset-password',
    summary: 'Reset a password',
    description:
      'Sets a new password with the token from the email, ends all sessions of the account, and verifies the address. If no account has verified the address yet, creates a new account with a new organization, and closes all accounts that used the address without verifying it; to keep one of those, sign in to it and verify the address instead. If an account had the address until a few days ago and that change can still be undone, the reset undoes it.',
  })
  @ApiBody({ type: ResetPassword })
  @ApiOkResponse({ type: OwnAddress, description: 'The password is set.' })
  async reset(@Input() _input: ResetPassword, @Prepared() reset: CheckedReset): Promise<OwnAddress> {
    return owned(await this.resets.reset(reset));
  }

  @Post('undo-address-change')
  @HttpCode(200)
  @Public('a user whose account was taken over cannot sign in')
  @ExactLimit(byNetwork('undo-address-change', 1))
  @Operation('auth:undo-address-change')
  @Prepare(UndoPreparation)
  @Fails(linkOver, weakPassword, addressTaken)
  @ApiOperation({
    operationId: 'undo-address-change',
    summary: 'Undo an email address change',
    description:
      'For users who did not make the change themselves. Requires the token from the email to the previous address. Restores that address, sets a new password and ends all sessions. Possible for seven days after the change.',
  })
  @ApiBody({ type: ResetPassword })
  @ApiOkResponse({ type: OwnAddress, description: 'The account has its previous address again.' })
  async undo(@Input() _input: ResetPassword, @Prepared() reset: CheckedReset): Promise<OwnAddress> {
    return owned(await this.returns.undo(reset));
  }
}

function owned({ email }: User): OwnAddress {
  return { email, next: 'Get a token from POST /v1/auth/token with this email address and password.' };
}
