import {
  currentCaller,
  Fails,
  Input,
  InjectStore,
  Operation,
  Prepare,
  Prepared,
  SignedIn,
  type Store,
} from '@keelson/kernel';
import { ExactLimit } from '@keelson/rest';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AddressChanges, ChangePreparation, tooManyChanges } from './address-changes.js';
import { AddressLinks, linkOver } from './address-links.js';
import { ChangeAddress, ConfirmAddress, NextStep, OwnAddress } from './address.input.js';
import { addressTaken } from './addresses.js';
import { wrongPassword, type CheckedAccount } from './passwords.js';
import { byNetwork } from './sign-in-limits.js';
import { User } from './user.entity.js';

/** One's own email address. */
@ApiTags('auth')
@Controller('v1/me')
export class MyAddressController {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly changes: AddressChanges,
    private readonly links: AddressLinks,
  ) {}

  @Post('send-proof')
  @HttpCode(202)
  @SignedIn('every user may verify their own address')
  @Operation('me:send-proof')
  @ApiOperation({
    operationId: 'send-proof',
    summary: 'Request an email to verify your address',
    description:
      'Sends an email with a link that verifies your email address. Does nothing if the address is already verified, or if an email was sent less than 10 minutes ago.',
  })
  @ApiAcceptedResponse({ type: NextStep, description: 'An email is being sent.' })
  async sendProof(): Promise<NextStep> {
    const { email, isProven } = await this.users.get(currentCaller().userId);
    if (!isProven) await this.links.send('prove', email);
    return { next: 'Open the link in the email, and enter your password.' };
  }

  @Post('change-address')
  @HttpCode(202)
  @SignedIn('every user may change their own address')
  @ExactLimit(byNetwork('change-address', 1))
  @Operation('me:change-address')
  @Prepare(ChangePreparation)
  @Fails(wrongPassword, tooManyChanges)
  @ApiOperation({
    operationId: 'change-address',
    summary: 'Change your email address',
    description:
      'Sends an email with a link to the new address. Your address changes when you confirm the new one. The response is the same whether or not the new address has an account; only the email differs.',
  })
  @ApiBody({ type: ChangeAddress })
  @ApiAcceptedResponse({ type: NextStep, description: 'An email is being sent to the new address.' })
  async change(
    @Input() { email }: ChangeAddress,
    @Prepared() account: CheckedAccount | null,
  ): Promise<NextStep> {
    await this.changes.ask(email, account);
    return { next: 'Open the link in the email to the new address.' };
  }

  @Post('confirm-address')
  @HttpCode(200)
  @SignedIn('every user may change their own address')
  @Operation('me:confirm-address')
  @Fails(linkOver, addressTaken)
  @ApiOperation({
    operationId: 'confirm-address',
    summary: 'Confirm a new email address',
    description:
      'Requires the token from the email to the new address. The new address becomes the verified address of your account. Both addresses get an email. If the previous address was verified, its email contains a link that undoes the change.',
  })
  @ApiOkResponse({ type: OwnAddress, description: 'The address is changed.' })
  async confirm(@Input() { token }: ConfirmAddress): Promise<OwnAddress> {
    const { email } = await this.changes.confirm(await this.links.open('change', token));
    return { email, next: 'Sign in with this email address from now on.' };
  }
}
