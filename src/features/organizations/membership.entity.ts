import { Identifier, OneOf, OrganizationRow } from '@keelson/kernel';
import { Entity, Index, Unique } from 'typeorm';

/** What a member may do: owners and admins everything, members what features give them. */
export const roles = ['owner', 'admin', 'member'] as const;
export type Role = (typeof roles)[number];

/** That a user belongs to an organization, and as what. */
@Entity('memberships')
@Unique(['organizationId', 'userId'])
@Index(['userId', 'id'])
export class Membership extends OrganizationRow {
  @Identifier({ description: 'Id of the user.' })
  userId!: string;

  @OneOf(roles, { description: 'Role of the member.' })
  role!: Role;
}
