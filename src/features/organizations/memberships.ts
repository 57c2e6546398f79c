import { acrossOrganizations, asOrganization, InjectStore, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Membership, type Role } from './membership.entity.js';

/** Most organizations that one user can belong to: a caller carries the list of them. */
export const mostMemberships = 100;

/** Who belongs to which organization. */
@Injectable()
export class Memberships {
  constructor(
    @InjectStore(Membership) private readonly memberships: Store<Membership>,
    private readonly access: AccessControl,
  ) {}

  /** The memberships of a user in all organizations, oldest first; {@link mostMemberships} at most. */
  of(userId: string): Promise<Membership[]> {
    return acrossOrganizations('finds the organizations that a user may act for', () =>
      this.memberships.find({ userId }, { limit: mostMemberships }),
    );
  }

  /** Makes a user a member; needs a transaction. Tokens of the user are verified anew after the commit. */
  async add(organizationId: string, userId: string, role: Role): Promise<Membership> {
    const added = await asOrganization(organizationId, () => this.memberships.insert({ userId, role }));
    await this.access.changed({ subject: 'user', id: userId });
    return added;
  }
}
