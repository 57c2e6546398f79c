import { Fails, Input, Operation, Prepare, Prepared, SignedIn } from '@keelson/kernel';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountClosing, ClosePreparation, lastOperator, lastOwnerOfOthers } from './account-closing.js';
import { ChangePassword, CloseAccount } from './my-account.input.js';
import { weakPassword } from './password-policy.js';
import { PasswordChangePreparation, PasswordChanges, type CheckedChange } from './password-changes.js';
import { wrongPassword, type CheckedAccount } from './passwords.js';

/** What users do about their own account with their password. */
@ApiTags('auth')
@Controller('v1/me')
export class MyAccountController {
  constructor(
    private readonly changes: PasswordChanges,
    private readonly closing: AccountClosing,
  ) {}

  @Post('change-password')
  @HttpCode(204)
  @SignedIn('every user may change their own password')
  @Operation('me:change-password')
  @Prepare(PasswordChangePreparation)
  @Fails(wrongPassword, weakPassword)
  @ApiOperation({
    operationId: 'change-password',
    summary: 'Change your password',
    description:
      'Changes your password, ends all your other sessions and sends you an email. After several wrong passwords, further attempts in this session are delayed.',
  })
  @ApiBody({ type: ChangePassword })
  @ApiNoContentResponse({ description: 'The password is changed.' })
  async changePassword(@Input() _body: ChangePassword, @Prepared() change: CheckedChange): Promise<void> {
    await this.changes.change(change);
  }

  @Post('close')
  @HttpCode(204)
  @SignedIn('every user may close their own account')
  @Operation('me:close')
  @Prepare(ClosePreparation)
  @Fails(wrongPassword, lastOwnerOfOthers, lastOperator)
  @ApiOperation({
    operationId: 'close-account',
    summary: 'Close your account',
    description:
      'Ends your sessions and memberships, and erases your name, email address and past sign-ins. Everything you created stays, under the name "Former member". This cannot be undone.',
  })
  @ApiBody({ type: CloseAccount })
  @ApiNoContentResponse({ description: 'The account is closed.' })
  async close(@Input() _body: CloseAccount, @Prepared() account: CheckedAccount | null): Promise<void> {
    await this.closing.close(account);
  }
}
