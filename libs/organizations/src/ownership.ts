import {
  acrossOrganizations,
  asOrganization,
  currentOrganizationId,
  InjectStore,
  type Store,
} from '@keelson/kernel';
import { Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Member } from './member.entity.js';
import { lastOwner } from './members.errors.js';
import { rightsTurn } from './present-rights.js';

/** An organization always has an owner. */
@Injectable()
export class Ownership {
  constructor(
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly turns: Turns,
  ) {}

  /**
   * Before an owner steps down, leaves or is removed; whoever is no owner may. Of two at once the second one is told what
   * the first has left.
   * @throws DomainError `members.last_owner`
   */
  async giveUp(member: Member): Promise<void> {
    if (!member.isOwner) return;
    await this.turns.take(rightsTurn(currentOrganizationId()));
    if ((await this.members.count({ role: 'owner', status: 'active' })) <= 1)
      throw lastOwner({ detail: 'Transfer the ownership to another member first.' });
  }

  /**
   * Whether a user is the last owner of an organization that other people belong to, to the end of the transaction: nobody
   * steps down or joins meanwhile.
   */
  async isLastAmongOthers(organizationId: string): Promise<boolean> {
    return asOrganization(organizationId, async () => {
      await this.turns.take(rightsTurn(organizationId));
      await this.turns.take(membersTurn(organizationId));
      const owners = await this.members.count({ role: 'owner', status: 'active' });
      const people = await this.members.count({ kind: 'person', status: 'active' });
      return owners <= 1 && people > 1;
    });
  }

  /** The organizations that would be left to other people without an owner if this user went; needs a transaction. */
  async soleAmongOthers(userId: string): Promise<string[]> {
    const own = await acrossOrganizations('finds what a closing account owns', () =>
      this.members.find({ userId, role: 'owner', status: 'active' }, { limit: 100 }),
    );
    const found: string[] = [];
    for (const organizationId of own.map((one) => one.organizationId).sort())
      if (await this.isLastAmongOthers(organizationId)) found.push(organizationId);
    return found;
  }
}

/** The turn of those who count the members of an organization. */
export function membersTurn(organizationId: string): string {
  return `members:${organizationId}`;
}
