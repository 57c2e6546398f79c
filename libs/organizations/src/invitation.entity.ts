import {
  Email,
  Instant,
  Integer,
  normalizedKey,
  OneOf,
  OrganizationRow,
  Ref,
  State,
  Text,
} from '@keelson/kernel';
import { Entity, Index } from 'typeorm';
import { Member, type GivenRole } from './member.entity.js';
import { Role } from './role.entity.js';

const hourMs = 3_600_000;

/** How long an invitation can be accepted. */
export const invitationLifetimeMs = 7 * 24 * hourMs;

/** What people are invited as. Nobody is made an owner by a link in a mail. */
export const invitedRoles = ['custom', 'member', 'admin'] as const;

/** That somebody may join an organization: whoever reads the mail of an address, as what the inviter may give. */
@Entity('invitations')
@Index(['organizationId', 'emailKey', 'status'])
@Index(['organizationId', 'invitedById', 'status', 'id'])
@Index(['organizationId', 'sentAt'])
@Index(['emailKey', 'mailedAt'])
@Index(['status', 'expiresAt'])
@Index(['expiresAt'])
export class Invitation extends OrganizationRow {
  @Email({
    description: 'Email address that the invitation is sent to. Only the owner of the address can accept.',
  })
  email!: string;

  /** Addresses are ASCII, so the key is no longer than the address. */
  @Text({ max: 254, classified: 'personal' })
  emailKey!: string;

  @OneOf(invitedRoles, {
    description:
      "Role that the new member gets; with `custom`, `roleId` is the id of one of the organization's roles.",
    example: 'custom',
  })
  role!: (typeof invitedRoles)[number];

  @Ref(() => Role, {
    optional: true,
    includedAs: 'customRole',
    description: 'Id of the role, if `role` is `custom`.',
  })
  roleId!: string | null;

  @Ref(() => Member, {
    description: "Id of the member who last sent the invitation. That member's permissions cover the role.",
  })
  invitedById!: string;

  @State(['pending', 'accepted', 'revoked', 'expired'], { description: 'Status of the invitation.' })
  status!: 'pending' | 'accepted' | 'revoked' | 'expired';

  @Instant({ description: 'When the invitation expires.' })
  expiresAt!: Date;

  @Instant({ description: 'When the invitation was last sent.' })
  sentAt!: Date;

  @Ref(() => Member, { optional: true, description: 'Id of the member who accepted the invitation.' })
  memberId!: string | null;

  /** How often it was sent: the token of an earlier mail is dead. */
  @Integer()
  sent!: number;

  /** Sent within an hour of each other, up to {@link sentAt}. */
  @Integer()
  sentInHour!: number;

  /** When the last mail left; by it the mails to an address are bounded, whichever organizations invite it. */
  @Instant({ optional: true })
  mailedAt!: Date | null;

  /** Mails that left within an hour of each other, up to {@link mailedAt}: fewer than were sent, if some were replaced. */
  @Integer({ optional: true })
  mailedInHour!: number | null;

  /** Which sending the last mail belongs to: a mail that is repeated after a crash is counted once. */
  @Integer({ optional: true })
  mailedSent!: number | null;

  /** The values of one that was never sent. */
  static of(email: string, { role, roleId = null }: GivenRole, now: Date): Partial<Invitation> {
    const invitation = Object.assign(new Invitation(), {
      email,
      emailKey: normalizedKey(email),
      role,
      roleId,
    });
    return Object.assign(invitation, {
      sent: 0,
      sentInHour: 0,
      sentAt: now,
      memberId: null,
      mailedAt: null,
      mailedInHour: null,
      mailedSent: null,
    });
  }

  /** The inviter stands for it from now on: a new mail, a new token, another seven days. */
  send(invitedById: string, now: Date): void {
    this.sentInHour = now.getTime() - this.sentAt.getTime() < hourMs ? this.sentInHour + 1 : 1;
    this.sent += 1;
    this.sentAt = now;
    this.expiresAt = new Date(now.getTime() + invitationLifetimeMs);
    this.invitedById = invitedById;
  }

  /** How many of its mails have left within the hour before a moment. */
  mailsSince(hourAgo: Date): number {
    return this.mailedAt !== null && this.mailedAt > hourAgo ? (this.mailedInHour ?? 1) : 0;
  }

  /** Whether the mail of the last sending has left, or is being repeated. */
  get isMailed(): boolean {
    return this.mailedSent === this.sent;
  }

  /** A mail leaves. */
  mail(now: Date): void {
    this.mailedInHour = this.mailsSince(new Date(now.getTime() - hourMs)) + 1;
    this.mailedAt = now;
    this.mailedSent = this.sent;
  }

  isOpen(now: Date): boolean {
    return this.status === 'pending' && now < this.expiresAt;
  }

  accept(member: Member): void {
    this.status = 'accepted';
    this.memberId = member.id;
  }

  isFor(email: string): boolean {
    return this.emailKey === normalizedKey(email);
  }
}
