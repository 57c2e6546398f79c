import {
  acrossOrganizations,
  alreadyExists,
  asOrganization,
  InjectStore,
  notFound,
  type Caller,
  type Store,
} from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { LapsedInvitations } from './lapsed-invitations.js';
import { Member, type GivenRole } from './member.entity.js';
import { tooManyMembers, tooManyServiceAccounts } from './members.errors.js';
import { MemberRemoved } from './members.events.js';
import { MembersSettings } from './members.settings.js';
import { tooManyOrganizations } from './organizations.errors.js';
import { membersTurn, Ownership } from './ownership.js';
import { rightsTurn } from './present-rights.js';

/** Most organizations that one user can belong to: a caller carries the list of them. */
export const mostMemberships = 100;

/** A user as organizations know them. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Who belongs to which organization. What writes needs a transaction. */
@Injectable()
export class Members {
  constructor(
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly ownership: Ownership,
    private readonly lapsed: LapsedInvitations,
    private readonly access: AccessControl,
    private readonly turns: Turns,
    private readonly clock: ServerClock,
    private readonly settings: MembersSettings,
  ) {}

  /** A user's places in all organizations, oldest first; {@link mostMemberships} at most. */
  of(userId: string): Promise<Member[]> {
    return acrossOrganizations('finds the organizations that a user can act for', () =>
      this.members.find({ userId, status: 'active' }, { limit: mostMemberships }),
    );
  }

  /** Whether anybody belongs to an organization, not counting service accounts. */
  async hasPeople(organizationId: string): Promise<boolean> {
    const [found] = await asOrganization(organizationId, () =>
      this.members.find({ kind: 'person', status: 'active' }, { limit: 1 }),
    );
    return found !== undefined;
  }

  /** A service account of an organization, by the id of its member; null when it is none or was removed. */
  async serviceAccount(organizationId: string, id: string): Promise<Member | null> {
    const [found] = await asOrganization(organizationId, () =>
      this.members.find({ id, kind: 'service', status: 'active' }, { limit: 1 }),
    );
    return found ?? null;
  }

  /**
   * Whether a member has belonged to the organization in scope ever since it had this number of {@link Member.rejoins}. Ask
   * after the member's rights were read: those of a later time must not count for an earlier one.
   */
  async isSince(id: string, rejoins: number | null): Promise<boolean> {
    const [found] = await this.members.find({ id, status: 'active' }, { limit: 1 });
    return found?.rejoins === rejoins;
  }

  /** The name and address by which organizations know a user; null for one who belongs to none. */
  async person(userId: string): Promise<Person | null> {
    const [first] = await this.of(userId);
    return first ? { userId, name: first.name, email: first.email ?? '' } : null;
  }

  /**
   * Makes a user a member, or takes one back who was removed: as the same member, whatever refers to it.
   * @throws DomainError `organizations.too_many`, `members.too_many`, `already_exists`
   */
  async add(organizationId: string, person: Person, given: GivenRole): Promise<Member> {
    const { userId, name, email } = person;
    await this.turns.take(`memberships:${userId}`);
    if ((await this.of(userId)).length >= mostMemberships)
      throw tooManyOrganizations({
        detail: `A user can belong to at most ${mostMemberships} organizations; leave one first.`,
      });
    const added = await asOrganization(organizationId, async () => {
      const [former] = await this.members.find({ userId }, { limit: 1 });
      if (former?.status === 'active') throw alreadyExists({ detail: 'This user is already a member.' });
      await this.takePlace(organizationId);
      if (!former) return this.members.insert({ kind: 'person', userId, name, email, ...given });
      const [locked] = (await this.members.lock([former.id])) as [Member];
      locked.rejoin(given);
      return this.members.save(Object.assign(locked, { name, email }));
    });
    await this.access.changed({ subject: 'user', id: userId });
    return added;
  }

  /** @throws DomainError `members.too_many`, `members.too_many_service_accounts` */
  async addServiceAccount(organizationId: string, name: string, given: GivenRole): Promise<Member> {
    await this.takePlace(organizationId);
    const { mostServiceAccounts: most } = this.settings;
    if ((await this.members.count({ kind: 'service', status: 'active' })) >= most)
      throw tooManyServiceAccounts({
        detail: `An organization can have at most ${most} service accounts; remove one first.`,
      });
    return this.members.insert({ kind: 'service', name, ...given });
  }

  /** Keeps the copies of a user's name and address in step, in all organizations, also where they were removed. */
  async update({ userId, name, email }: Person): Promise<void> {
    await acrossOrganizations('a user has a new name or address', async () => {
      const found = await this.members.find({ userId }, { limit: 1_000 });
      const rows = await this.members.lock(found.map(({ id }) => id));
      for (const row of rows) Object.assign(row, { name, email });
      await this.members.saveMany(rows);
    });
  }

  /**
   * Ends all memberships of a user: the account is closed, or was another's. The last owner of an organization that other
   * people belong to keeps the place, since the organization has no other; nobody can act by it.
   * @returns the members that were owners
   */
  async endAll(userId: string): Promise<readonly Member[]> {
    await this.turns.take(`memberships:${userId}`);
    return acrossOrganizations('ends all memberships of an account', async () => {
      const found = await this.of(userId);
      // Who changes a member's rights has the turn before the row; in one order, so that two who end do not wait for each other.
      for (const organizationId of found.map((one) => one.organizationId).sort())
        await this.turns.take(rightsTurn(organizationId));
      const locked = await this.members.lock(found.map(({ id }) => id));
      const rows = locked.filter(({ status }) => status === 'active');
      const owned = rows.filter(({ isOwner }) => isOwner);
      for (const row of rows) await this.end(row);
      await this.access.changed({ subject: 'user', id: userId });
      return owned;
    });
  }

  private async end(row: Member): Promise<void> {
    const now = this.clock.now();
    if (row.isOwner && (await this.ownership.isLastAmongOthers(row.organizationId))) {
      row.standIn(now);
      await this.members.save(row);
    } else {
      row.leave(now);
      await this.members.save(row, MemberRemoved);
    }
    await asOrganization(row.organizationId, () => this.lapsed.revokeOf(row));
  }

  /**
   * What a member may do has changed: tokens, keys and long polls find out within a second, and invitations end that the
   * member can no longer stand for. Needs the turn of rights, in the organization.
   */
  async changed(member: Member): Promise<void> {
    const { id, userId } = member;
    await this.lapsed.revokeOf(member);
    await this.access.changed({ subject: 'user', id: userId ?? id });
  }

  /** Whoever belongs or belonged to the organization in scope, locked. @throws DomainError `not_found` */
  async lock(id: string): Promise<Member> {
    const [member] = await this.members.lock([id]);
    if (!member) throw notFound();
    return member;
  }

  /** Someone who belongs to the organization in scope, locked. @throws DomainError `not_found` */
  async lockActive(id: string): Promise<Member> {
    const member = await this.lock(id);
    if (member.status !== 'active') throw notFound();
    return member;
  }

  /** The caller's own row, locked. @throws DomainError `not_found` for a caller who is no member */
  async lockOwn({ memberId }: Caller): Promise<Member> {
    const [own] = memberId === null ? [] : await this.members.lock([memberId]);
    if (!own) throw notFound();
    return own;
  }

  /** One after the other, in all processes: two that count at once would both find the last place. */
  private async takePlace(organizationId: string): Promise<void> {
    await this.turns.take(membersTurn(organizationId));
    const { mostMembers: most } = this.settings;
    if ((await this.members.count({ status: 'active' })) >= most)
      throw tooManyMembers({
        detail: `An organization can have at most ${most} members; remove one first.`,
      });
  }
}
