import { accountLink, Database, HttpSettings, JobProcessor, Notifier } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { invitationMail, ReceivedInvitations, type InvitationMail } from '../organizations/index.js';
import { invitationLetter } from './invitation.mails.js';

/** Sends an invitation; the mail may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(invitationMail)
export class InvitationMailJob {
  constructor(
    private readonly invitations: ReceivedInvitations,
    private readonly notifier: Notifier,
    private readonly database: Database,
    private readonly http: HttpSettings,
  ) {}

  async run({ invitationId, sent }: InvitationMail): Promise<void> {
    const notice = await this.database.transaction(() => this.invitations.notice(invitationId, sent));
    if (!notice) return;
    const { email, inviter, organization, expiresAt, token } = notice;
    await this.notifier.notify({ email }, invitationLetter, {
      inviter,
      organization,
      expiresAt,
      link: accountLink(this.http, 'invitation', token),
    });
  }
}
