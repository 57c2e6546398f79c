import {
  acrossOrganizations,
  asOrganization,
  InjectStore,
  organizationSuspended,
  type Store,
} from '@keelson/kernel';
import { MailTokens, type MailTokenPurpose } from '@keelson/access';
import { Database, ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Invitation } from './invitation.entity.js';
import { closedInvitation, invalidInvitation, inviterGone } from './invitations.errors.js';
import { InvitationsSettings } from './invitations.settings.js';
import { mayInvite } from './lapsed-invitations.js';
import { Member } from './member.entity.js';
import { Members, type Person } from './members.js';
import { Organization } from './organization.entity.js';
import { whyStopped } from './organizations.service.js';
import { rightsTurn } from './present-rights.js';
import { Role } from './role.entity.js';
import { Roles } from './roles.js';

const purpose: MailTokenPurpose = { name: 'invitation', prefix: 'kin' };
const hourMs = 3_600_000;

/** What the mail says. */
export interface InvitationNotice {
  readonly email: string;
  readonly organization: string;
  readonly inviter: string;
  /** Id of the inviter's user; null for a service account. */
  readonly inviterId: string | null;
  readonly expiresAt: Date;
  readonly token: string;
}

/** Invitations as those see them who got one: outside of any organization, by the token in the mail. */
@Injectable()
export class ReceivedInvitations {
  constructor(
    @InjectStore(Invitation) private readonly invitations: Store<Invitation>,
    @InjectStore(Member) private readonly memberRows: Store<Member>,
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    @InjectStore(Role) private readonly roleRows: Store<Role>,
    private readonly members: Members,
    private readonly roles: Roles,
    private readonly tokens: MailTokens,
    private readonly database: Database,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
    private readonly settings: InvitationsSettings,
  ) {}

  /**
   * The open invitation that a token is for.
   * @throws DomainError `invitations.invalid_token`, `invitations.closed`
   */
  async open(token: string): Promise<Invitation> {
    const id = this.tokens.idOf(purpose, token);
    const [found] = id === null ? [] : await this.find(id);
    if (!found || !(await this.fits(token, found))) throw invalidInvitation();
    this.refuseClosed(found);
    return found;
  }

  /**
   * Makes a person who owns the address a member, once; needs a transaction. The inviter must still be a member whose
   * permissions cover the role: an invitation is no way back in, and gives nothing that nobody may give.
   * @throws DomainError `invitations.invalid_token`, `invitations.closed`, `invitations.inviter_gone`, `already_exists`,
   * `organizations.suspended`,
   * `members.too_many`, `organizations.too_many`
   */
  async accept(token: string, { id, organizationId }: Invitation, person: Person): Promise<Member> {
    return asOrganization(organizationId, async () => {
      await this.turns.take(rightsTurn(organizationId));
      const [row] = (await this.invitations.lock([id])) as [Invitation];
      // Sent again meanwhile: another request had the row.
      if (!(await this.fits(token, row))) throw invalidInvitation();
      this.refuseClosed(row);
      const organization = await this.organizationOf(row);
      if (!organization.isActive) throw organizationSuspended({ detail: whyStopped(organization) });
      await this.refuseLostRights(row);
      const { role, roleId } = row;
      const member = await this.members.add(organizationId, person, { role, roleId });
      row.accept(member);
      await this.invitations.save(row);
      return member;
    });
  }

  /**
   * What a mail says that is about to leave; null when it is not wanted any more. Needs a transaction, in the organization.
   * @throws Error when the address has got enough mails for now
   */
  async notice(id: string, sent: number): Promise<InvitationNotice | null> {
    const [found] = await this.invitations.find({ id }, { limit: 1 });
    if (!found) return null;
    await this.turns.take(`invitation-mails:${found.emailKey}`);
    const [row] = (await this.invitations.lock([id])) as [Invitation];
    const now = this.clock.now();
    if (row.sent !== sent || !row.isOpen(now)) return null;
    if (!row.isMailed) {
      await this.refuseFlood(row, now);
      row.mail(now);
      await this.invitations.save(row);
    }
    const inviter = await this.memberRows.get(row.invitedById);
    return {
      email: row.email,
      organization: (await this.organizationOf(row)).name,
      inviter: inviter.name,
      inviterId: inviter.userId,
      expiresAt: row.expiresAt,
      token: await this.tokens.write(purpose, subjectOf(row)),
    };
  }

  organizationOf({ organizationId }: Invitation): Promise<Organization> {
    return acrossOrganizations('names the organization that invites', () =>
      this.organizations.get(organizationId),
    );
  }

  private find(id: string): Promise<Invitation[]> {
    return acrossOrganizations('finds the invitation that a link is for', () =>
      this.invitations.find({ id }, { limit: 1 }),
    );
  }

  private fits(token: string, invitation: Invitation): Promise<boolean> {
    return this.tokens.fits(purpose, token, subjectOf(invitation));
  }

  private refuseClosed(invitation: Invitation): void {
    if (invitation.isOpen(this.clock.now())) return;
    const what = invitation.status === 'pending' ? 'expired' : invitation.status;
    throw closedInvitation({
      detail:
        what === 'expired'
          ? 'The invitation has expired; ask for a new one.'
          : `The invitation was ${what === 'accepted' ? 'already accepted' : 'revoked'}.`,
    });
  }

  /** Member and roles are locked: what they allow stays so until the new member is committed. */
  private async refuseLostRights(invitation: Invitation): Promise<void> {
    const { invitedById, roleId } = invitation;
    const [inviter] = (await this.memberRows.lock([invitedById])) as [Member];
    const ids = new Set([inviter.roleId, roleId].filter((id) => id !== null));
    const made = await this.roleRows.find({ id: [...ids] });
    if (made.length > 0) await this.roleRows.lock(made.map(({ id }) => id));
    const wanted = await this.roles.permissionsOf(invitation);
    const held = await this.roles.permissionsOf(inviter);
    const isGone = inviter.status !== 'active' || (roleId !== null && made.every(({ id }) => id !== roleId));
    if (isGone || ![mayInvite, ...wanted].every((name) => held.has(name)))
      throw inviterGone({ detail: 'Ask another member of the organization to send the invitation again.' });
  }

  /**
   * Organizations cannot have an address flooded; nobody is told, since the mail only waits. One that writes to the address
   * for the first time does not wait for others that write again and again.
   */
  private async refuseFlood(invitation: Invitation, now: Date): Promise<void> {
    const { emailKey, organizationId } = invitation;
    const since = new Date(now.getTime() - hourMs);
    const [row] = await acrossOrganizations('limits the invitations to an address', () =>
      this.database.read<{ mails: number | string | null; here: number | string | null }>(
        'SELECT SUM(COALESCE(mailed_in_hour, 1)) AS mails, SUM(CASE WHEN organization_id = ? THEN 1 ELSE 0 END) AS here FROM invitations WHERE email_key = ? AND mailed_at > ? AND id <> ?',
        [organizationId, emailKey, since, invitation.id],
      ),
    );
    const own = invitation.mailsSince(since);
    const mails = Number(row?.mails ?? 0) + own;
    const isFirst = own === 0 && Number(row?.here ?? 0) === 0;
    const { mostMailsPerAddress: most } = this.settings;
    if (mails >= (isFirst ? most : most / 2))
      throw new Error('The address reached its limit of invitations per hour; the email waits.');
  }
}

function subjectOf({ id, sent }: Invitation): { readonly id: string; readonly nonce: string } {
  return { id, nonce: String(sent) };
}
