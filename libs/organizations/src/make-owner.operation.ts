import { acrossOrganizations, asOrganization, InjectStore, type Store } from '@keelson/kernel';
import { InstallationAudit } from '@keelson/operations';
import { ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Member } from './member.entity.js';
import { MemberRemoved } from './members.events.js';
import { Members, type Person } from './members.js';
import { Organization } from './organization.entity.js';
import { beingDeleted } from './organizations.errors.js';
import { rightsTurn } from './present-rights.js';

/**
 * Makes a user an owner of an organization at the word of an operator: its last owner may have lost the account. Recorded in
 * the organization's own log, whose members can see it, and in that of the installation.
 */
@Injectable()
export class MakeOwner {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    @InjectStore(Member) private readonly store: Store<Member>,
    private readonly members: Members,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
    private readonly audit: InstallationAudit,
  ) {}

  /**
   * Needs a transaction. A user who is no member becomes one; owners whose account has ended leave.
   * @throws DomainError `not_found` for no such organization, `organizations.being_deleted`, `organizations.too_many`,
   * `members.too_many`
   */
  async run(organizationId: string, person: Person): Promise<void> {
    // Before a row is locked, as all who change rights do.
    await this.turns.take(rightsTurn(organizationId));
    await this.turns.take(`memberships:${person.userId}`);
    const [organization] = (await acrossOrganizations('makes an owner of an organization', () =>
      this.organizations.lock([organizationId]),
    )) as [Organization];
    if (organization.deletingSince)
      throw beingDeleted({ detail: 'Part of its data is already deleted, so it needs no owner.' });
    const former = await asOrganization(organizationId, async () => {
      await this.give(organizationId, person);
      return this.removeEnded();
    });
    await this.audit.record({
      subjectType: 'organization',
      subjectId: organizationId,
      changes: {
        ownerId: { before: null, after: person.userId },
        ...(former.length > 0 && { formerOwnerIds: { before: former, after: [] } }),
      },
    });
  }

  private async give(organizationId: string, person: Person): Promise<void> {
    const [known] = await this.store.find({ userId: person.userId, status: 'active' }, { limit: 1 });
    if (!known) {
      await this.members.add(organizationId, person, { role: 'owner' });
      return;
    }
    const member = await this.members.lockActive(known.id);
    member.give({ role: 'owner' });
    await this.store.save(member);
    await this.members.changed(member);
  }

  /** @returns the users whose place as an owner was kept until now */
  private async removeEnded(): Promise<string[]> {
    const owners = await this.store.find({ role: 'owner', status: 'active' }, { limit: 10_000 });
    const ended = owners.filter(({ accountEndedAt }) => accountEndedAt !== null);
    for (const row of await this.store.lock(ended.map(({ id }) => id))) {
      row.leave(this.clock.now());
      await this.store.save(row, MemberRemoved);
    }
    return ended.flatMap(({ userId }) => userId ?? []);
  }
}
