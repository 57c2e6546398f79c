import {
  currentCaller,
  forbidden,
  InjectStore,
  unprovenAddress,
  withContext,
  type Preparation,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import {
  accountExists,
  otherAddress,
  ReceivedInvitations,
  type Invitation,
  type Member,
  type Person,
} from '@keelson/organizations';
import { Accounts } from './accounts.js';
import { Addresses } from './addresses.js';
import { AcceptAsNewUser } from './invitation.input.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import { User } from './user.entity.js';

/** An open invitation, and the account that accepts it. */
export interface Newcomer {
  readonly token: string;
  readonly invitation: Invitation;
  readonly name: string;
  readonly passwordHash: string;
}

/** Takes people into the organizations that invite them. */
@Injectable()
export class InvitationAcceptance {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly invitations: ReceivedInvitations,
    private readonly policy: PasswordPolicy,
    private readonly hashing: PasswordHashing,
  ) {}

  /**
   * What a newcomer says, before the transaction. That the address has an account is said only to who has read its mail.
   * @throws DomainError `invitations.*`, `validation_failed`, `unavailable`
   */
  async check({ token, password, name }: AcceptAsNewUser): Promise<Newcomer> {
    const invitation = await this.invitations.open(token);
    const { email } = invitation;
    if ((await this.accounts.of(email)).some(({ isProven }) => isProven)) throw signInInstead();
    const { name: organization } = await this.invitations.organizationOf(invitation);
    await this.policy.refuseWeak(password, { email, name, organization });
    return { token, invitation, name, passwordHash: await this.hashing.hash(password) };
  }

  /**
   * A new account, whose address is proven by the token, and its place in the organization. It inherits nothing of the
   * accounts that claimed the address, which end. Needs a transaction. @throws DomainError `invitations.*` and those of members
   */
  async acceptAsNewUser({ token, invitation, name, passwordHash }: Newcomer): Promise<Member> {
    const { email } = invitation;
    try {
      await this.addresses.release(email);
    } catch (error) {
      throw (error as { code?: unknown }).code === 'identity.address_taken' ? signInInstead() : error;
    }
    const user = await this.accounts.make({ email, name, passwordHash, isProven: true });
    return withContext({ causedBy: user.id }, () =>
      this.invitations.accept(token, invitation, personOf(user)),
    );
  }

  /**
   * The caller's place in an organization that has invited their proven address; needs a transaction.
   * @throws DomainError `identity.unproven`, `forbidden`, `invitations.*` and those of members
   */
  async accept(token: string): Promise<Member> {
    const { userId, keyId } = currentCaller();
    const [known] = keyId === null ? await this.users.find({ id: userId }, { limit: 1 }) : [];
    if (!known) throw forbidden({ detail: 'Only users can accept invitations; sign in with your password.' });
    // Its address stays what it is until the new member is committed.
    const [user] = (await this.users.lock([userId])) as [User];
    if (!user.isProven) throw unprovenAddress({ detail: 'Verify your email address first.' });
    const invitation = await this.invitations.open(token);
    if (!invitation.isFor(user.email))
      throw otherAddress({
        detail: 'Sign in with the account of the email address that received the invitation.',
      });
    return this.invitations.accept(token, invitation, personOf(user));
  }
}

@Injectable()
export class AcceptPreparation implements Preparation<AcceptAsNewUser, Newcomer> {
  constructor(private readonly acceptance: InvitationAcceptance) {}

  prepare(input: AcceptAsNewUser): Promise<Newcomer> {
    return this.acceptance.check(input);
  }
}

function signInInstead(): Error {
  return accountExists({
    detail: 'Sign in and accept the invitation with your account: POST /v1/me/accept-invitation.',
  });
}

function personOf({ id, name, email }: User): Person {
  return { userId: id, name, email };
}
