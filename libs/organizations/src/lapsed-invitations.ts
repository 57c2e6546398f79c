import { InjectStore, permissionOf, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Invitation } from './invitation.entity.js';
import { invitations } from './invitation.resource.js';
import { Member } from './member.entity.js';
import type { Role } from './role.entity.js';
import { Roles } from './roles.js';

/** What an inviter needs beside the permissions of the role. */
export const mayInvite = permissionOf(invitations, 'create');

/** Most invitations that are looked at: more than may be open. */
const mostOpen = 10_000;
const nothing: ReadonlySet<string> = new Set();

/**
 * Revokes open invitations as soon as their inviter has lost what they give: an inviter who gets it back later does not
 * bring them back. Needs a transaction that has the turn of rights, in the organization.
 */
@Injectable()
export class LapsedInvitations {
  constructor(
    @InjectStore(Invitation) private readonly invitations: Store<Invitation>,
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly roles: Roles,
  ) {}

  /** @param member with the new role, saved or not */
  async revokeOf(member: Member): Promise<void> {
    const open = await this.invitations.find(
      { invitedById: member.id, status: 'pending' },
      { limit: mostOpen },
    );
    if (open.length === 0) return;
    const isHere = member.status === 'active' && member.accountEndedAt === null;
    const held = isHere ? await this.roles.permissionsOf(member) : nothing;
    await this.revoke(open, held, await this.roles.permissionsOfAll(open));
  }

  /** @param role with its new permissions, which are not saved yet */
  async revokeOfHolders(role: Role): Promise<void> {
    const open = await this.invitations.find({ status: 'pending' }, { limit: mostOpen });
    if (open.length === 0) return;
    const holders = await this.members.find({ roleId: role.id }, { limit: mostOpen });
    const ids = new Set(holders.map(({ id }) => id));
    const held = this.roles.granted(role.permissions);
    const theirs = open.filter(({ invitedById }) => ids.has(invitedById));
    const wanted = await this.roles.permissionsOfAll(theirs);
    await this.revoke(
      theirs,
      held,
      theirs.map(({ roleId }, index) => (roleId === role.id ? held : (wanted[index] ?? nothing))),
    );
  }

  private async revoke(
    open: readonly Invitation[],
    held: ReadonlySet<string>,
    wanted: readonly ReadonlySet<string>[],
  ): Promise<void> {
    const lapsed = open
      .filter((_, index) => ![mayInvite, ...(wanted[index] ?? nothing)].every((name) => held.has(name)))
      .map(({ id }) => id);
    const rows = await this.invitations.lock(lapsed);
    const still = rows.filter(({ status }) => status === 'pending');
    for (const row of still) row.status = 'revoked';
    await this.invitations.saveMany(still);
  }
}
