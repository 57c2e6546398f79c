import { InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Notifier } from '@keelson/mail';
import { accountLink, HttpSettings } from '@keelson/rest';
import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { invitationMail, ReceivedInvitations, type InvitationMail } from '@keelson/organizations';
import { Accounts } from './accounts.js';
import { invitationLetter } from './invitation.mails.js';
import { User } from './user.entity.js';

/** Sends an invitation; the mail may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(invitationMail)
export class InvitationMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly invitations: ReceivedInvitations,
    private readonly notifier: Notifier,
    private readonly database: Database,
    private readonly http: HttpSettings,
  ) {}

  async run({ invitationId, sent }: InvitationMail): Promise<void> {
    const notice = await this.database.transaction(() => this.invitations.notice(invitationId, sent));
    if (!notice) return;
    const { email, inviter, inviterId, organization, expiresAt, token } = notice;
    const { locale = null, timeZone = null } = (await this.readerOf(email, inviterId)) ?? {};
    await this.notifier.notify({ email, locale, timeZone }, invitationLetter, {
      inviter,
      organization,
      expiresAt,
      link: accountLink(this.http, 'invitation', token),
    });
  }

  /** Whose language and time zone the mail is in: the owner's of the address, else the inviter's. */
  private async readerOf(email: string, inviterId: string | null): Promise<User | undefined> {
    const owner = (await this.accounts.of(email)).find(({ isProven }) => isProven);
    if (owner ?? inviterId === null) return owner;
    const [inviter] = await this.users.find({ id: inviterId }, { limit: 1 });
    return inviter;
  }
}
