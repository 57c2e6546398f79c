import {
  acrossOrganizations,
  asOrganization,
  currentOrganizationId,
  InjectStore,
  type Store,
} from '@keelson/kernel';
import { Turns } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Member } from './member.entity.js';
import { lastOwner } from './members.errors.js';

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
    await this.turns.take(`owners:${currentOrganizationId()}`);
    if ((await this.members.count({ role: 'owner', status: 'active' })) <= 1)
      throw lastOwner({ detail: 'Transfer the ownership to another member first.' });
  }

  /** The organizations that would be left to other people without an owner if this user went; needs a transaction. */
  async soleAmongOthers(userId: string): Promise<string[]> {
    const own = await acrossOrganizations('finds what a user owns who closes the account', () =>
      this.members.find({ userId, role: 'owner', status: 'active' }, { limit: 100 }),
    );
    const found: string[] = [];
    for (const { organizationId } of own)
      await asOrganization(organizationId, async () => {
        await this.turns.take(`owners:${organizationId}`);
        const owners = await this.members.count({ role: 'owner', status: 'active' });
        const people = await this.members.count({ kind: 'person', status: 'active' });
        if (owners <= 1 && people > 1) found.push(organizationId);
      });
    return found;
  }
}
