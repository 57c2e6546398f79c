import { OrganizationRow, PermissionNames, Text } from '@keelson/kernel';
import { Entity } from 'typeorm';

/** A role that an organization makes, beside owner, admin and member. */
@Entity('roles')
export class Role extends OrganizationRow {
  @Text({
    max: 80,
    unique: 'ignore-case',
    example: 'Warehouse',
    description: 'Name of the role; unique in the organization, ignoring case.',
  })
  name!: string;

  @Text({
    max: 500,
    optional: true,
    example: 'Counts and ships goods.',
    description: 'What the role is for.',
  })
  description!: string | null;

  @PermissionNames({
    max: 500,
    example: [],
    description: 'Permissions of the role, from `GET /v1/permissions`.',
  })
  permissions!: string[];
}
