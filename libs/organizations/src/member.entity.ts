import {
  Email,
  Identifier,
  Instant,
  Integer,
  OneOf,
  OrganizationRow,
  Ref,
  State,
  Text,
} from '@keelson/kernel';
import { Entity, Index, Unique } from 'typeorm';
import { Role } from './role.entity.js';

/**
 * What a member may do: owners everything, admins everything that is not an owner's alone, members what features give
 * them, and `custom` what a role of the organization gives.
 */
export const memberRoles = ['owner', 'admin', 'member', 'custom'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** A role as it is given: one of the three that every organization has, or one that it made. */
export interface GivenRole {
  readonly role: MemberRole;
  /** With `custom`; without it, a custom role gives nothing. */
  readonly roleId?: string | null;
}

/**
 * A person or a service account in an organization; features refer to people by it. The row of someone who was removed
 * stays, so that what they did keeps their name.
 */
@Entity('memberships')
@Unique(['organizationId', 'userId'])
@Index(['userId', 'id'])
@Index(['organizationId', 'roleId'])
// Lists leave removed members out: what is seldom among the others must not be looked for in all of them.
@Index(['organizationId', 'status', 'kind', 'name', 'id'])
@Index(['organizationId', 'status', 'kind', 'createdAt', 'id'])
export class Member extends OrganizationRow {
  @OneOf(['person', 'service'], { description: 'A person, or a service account for a program.' })
  kind!: 'person' | 'service';

  @Identifier({ optional: true, description: 'Id of the user; null for a service account.' })
  userId!: string | null;

  /** The user's; the store of identity says when it changes. */
  @Text({
    max: 120,
    classified: 'personal',
    example: 'Ada Lovelace',
    description: 'Name of the member.',
  })
  name!: string;

  /** The user's, as the name is. */
  @Email({ optional: true, description: 'Email address of the member; null for a service account.' })
  email!: string | null;

  @OneOf(memberRoles, {
    description: "Role of the member; with `custom`, `roleId` is the id of one of the organization's roles.",
  })
  role!: MemberRole;

  @Ref(() => Role, {
    optional: true,
    includedAs: 'customRole',
    description: 'Id of the role, if `role` is `custom`.',
  })
  roleId!: string | null;

  @State(['active', 'removed'], { description: 'Whether the member is active or was removed.' })
  status!: 'active' | 'removed';

  @Instant({ optional: true, description: 'When the member was removed or left.' })
  removedAt!: Date | null;

  /** How often the member was taken back; null for never. What was made for an earlier time, such as a key, stays ended. */
  @Integer({ min: 1, optional: true })
  rejoins!: number | null;

  @Instant({
    optional: true,
    description:
      "When this last owner's account was closed because someone else verified its email address; null otherwise. No one can act as this member; an operator can make another user an owner.",
  })
  accountEndedAt!: Date | null;

  get isOwner(): boolean {
    return this.role === 'owner' && this.status === 'active';
  }

  give({ role, roleId = null }: GivenRole): void {
    Object.assign(this, { role, roleId });
  }

  /** Ends the membership; whoever is removed holds no role any more. */
  leave(now: Date): void {
    this.give({ role: 'custom' });
    Object.assign(this, { status: 'removed', removedAt: now, accountEndedAt: null });
  }

  /** Keeps the place of the last owner, whose account has ended, for the next one. */
  standIn(now: Date): void {
    this.accountEndedAt = now;
  }

  /** Takes someone back who was removed, as the same member. */
  rejoin(given: GivenRole): void {
    this.give(given);
    Object.assign(this, { status: 'active', removedAt: null, rejoins: (this.rejoins ?? 0) + 1 });
  }
}
