import { acrossOrganizations, asOrganization, InjectStore, type Store } from '@keelson/kernel';
import { AccessControl, Turns } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Membership, type Role } from './membership.entity.js';
import { tooManyOrganizations } from './organizations.errors.js';

/** Most organizations that one user can belong to: a caller carries the list of them. */
export const mostMemberships = 100;

/** Who belongs to which organization. */
@Injectable()
export class Memberships {
  constructor(
    @InjectStore(Membership) private readonly memberships: Store<Membership>,
    private readonly access: AccessControl,
    private readonly turns: Turns,
  ) {}

  /** The memberships of a user in all organizations, oldest first; {@link mostMemberships} at most. */
  of(userId: string): Promise<Membership[]> {
    return acrossOrganizations('finds the organizations that a user may act for', () =>
      this.memberships.find({ userId }, { limit: mostMemberships }),
    );
  }

  /**
   * Makes a user a member; needs a transaction. Tokens of the user are verified anew after the commit.
   * @throws DomainError `organizations.too_many`, `already_exists`
   */
  async add(organizationId: string, userId: string, role: Role): Promise<Membership> {
    await this.turns.take(`memberships:${userId}`);
    if ((await this.of(userId)).length >= mostMemberships)
      throw tooManyOrganizations({
        detail: `A user can belong to at most ${mostMemberships} organizations; leave one first.`,
      });
    const added = await asOrganization(organizationId, () => this.memberships.insert({ userId, role }));
    await this.access.changed({ subject: 'user', id: userId });
    return added;
  }

  /** Ends all memberships of a user, whose account ends; needs a transaction. */
  async endAll(userId: string): Promise<void> {
    await this.turns.take(`memberships:${userId}`);
    for (const membership of await this.of(userId))
      await asOrganization(membership.organizationId, () => this.memberships.remove(membership));
    await this.access.changed({ subject: 'user', id: userId });
  }
}
