import {
  currentCaller,
  currentOrganizationId,
  forbidden,
  InjectStore,
  Jobs,
  normalizedKey,
  permissionOf,
  type Store,
} from '@keelson/kernel';
import { Database, ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { invitationMail } from './invitation-mail.js';
import { Invitation } from './invitation.entity.js';
import { alreadyMember, tooManyInvitations, tooManyMails } from './invitations.errors.js';
import { InvitationsSettings } from './invitations.settings.js';
import { Member, type GivenRole } from './member.entity.js';
import { members } from './member.resource.js';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const seeAddresses = permissionOf(members, 'read-addresses');

/** Sends invitations. What writes needs a transaction, in the organization that invites. */
@Injectable()
export class Invitations {
  constructor(
    @InjectStore(Invitation) private readonly invitations: Store<Invitation>,
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
    private readonly settings: InvitationsSettings,
  ) {}

  /**
   * Invites an address; an open invitation to it is revoked. The answer is the same whether or not the address has an account.
   * @throws DomainError `invitations.too_many`, `invitations.too_many_emails`, `invitations.already_member`
   */
  async invite(email: string, given: GivenRole): Promise<Invitation> {
    await this.refuseMember(email);
    await this.takeTurn();
    await this.expireOverdue();
    await this.revokeOpen(email);
    await this.refuseTooMany();
    const now = this.clock.now();
    const invitation = Invitation.of(email, given, now) as Invitation;
    await this.refuseTooManyMails(email, now);
    invitation.send(inviter(), now);
    const made = await this.invitations.insert(invitation);
    await this.jobs.enqueue(invitationMail, { invitationId: made.id, sent: made.sent });
    return made;
  }

  /**
   * Has an invitation sent again: with a new token, for another seven days, in the name of the caller. It is locked, and
   * the kernel writes it.
   * @throws DomainError `invitations.too_many`, `invitations.too_many_emails`
   */
  async resend(invitation: Invitation): Promise<Invitation> {
    await this.takeTurn();
    const now = this.clock.now();
    if (invitation.status !== 'pending') {
      await this.revokeOpen(invitation.email);
      await this.refuseTooMany();
    }
    await this.refuseTooManyMails(invitation.email, now);
    invitation.send(inviter(), now);
    await this.jobs.enqueue(invitationMail, { invitationId: invitation.id, sent: invitation.sent });
    return invitation;
  }

  /** Members are known to callers who see their addresses; nobody else learns anything. */
  private async refuseMember(email: string): Promise<void> {
    if (!currentCaller().can(seeAddresses)) return;
    const known = await this.members.find({ email, status: 'active' }, { limit: 1 });
    if (known.length > 0) throw alreadyMember();
  }

  private async takeTurn(): Promise<void> {
    await this.turns.take(`invitations:${currentOrganizationId()}`);
  }

  /** The schedule does so for all organizations; here it frees their places at once. */
  private async expireOverdue(): Promise<void> {
    const overdue = await this.database.read<{ id: string }>(
      `SELECT id FROM invitations WHERE organization_id = ? AND status = 'pending' AND expires_at <= ? ORDER BY id LIMIT 100`,
      [currentOrganizationId(), this.clock.now()],
    );
    const rows = await this.invitations.lock(overdue.map(({ id }) => id));
    for (const row of rows) row.status = 'expired';
    await this.invitations.saveMany(rows);
  }

  private async revokeOpen(email: string): Promise<void> {
    const open = await this.invitations.find({ emailKey: normalizedKey(email), status: 'pending' });
    const rows = await this.invitations.lock(open.map(({ id }) => id));
    const still = rows.filter(({ status }) => status === 'pending');
    for (const row of still) row.status = 'revoked';
    await this.invitations.saveMany(still);
  }

  private async refuseTooMany(): Promise<void> {
    const { mostOpen: most } = this.settings;
    if ((await this.invitations.count({ status: 'pending' })) >= most)
      throw tooManyInvitations({
        detail: `An organization can have at most ${most} open invitations; revoke one first.`,
      });
  }

  private async refuseTooManyMails(email: string, now: Date): Promise<void> {
    const [row] = await this.database.read<{ sent: number | string | null; here: number | string | null }>(
      'SELECT SUM(sent_in_hour) AS sent, SUM(CASE WHEN email_key = ? THEN sent_in_hour ELSE 0 END) AS here FROM invitations WHERE organization_id = ? AND sent_at > ?',
      [normalizedKey(email), currentOrganizationId(), new Date(now.getTime() - hourMs)],
    );
    const { mostPerHour, mostPerAddress } = this.settings;
    const retryAfter = (10 * minuteMs) / 1_000;
    if (Number(row?.here ?? 0) >= mostPerAddress)
      throw tooManyMails({
        detail: `An organization can send at most ${mostPerAddress} emails per hour to an address; try again later.`,
        retryAfter,
      });
    if (Number(row?.sent ?? 0) >= mostPerHour)
      throw tooManyMails({
        detail: `An organization can send at most ${mostPerHour} invitations per hour; try again later.`,
        retryAfter,
      });
  }
}

/** @throws DomainError `forbidden` for a caller who is no member */
function inviter(): string {
  const { memberId } = currentCaller();
  if (memberId === null) throw forbidden({ detail: 'Only members of the organization can invite others.' });
  return memberId;
}
