import { OneOf, PickFields } from '@keelson/kernel';
import { Member, type MemberRole } from './member.entity.js';

const role = {
  description: 'Role of the service account; with `custom`, `roleId` names a role of the organization.',
  example: 'custom',
} as const;

/** A service account: a member that programs act as. It owns no organization. */
export class NewServiceAccount extends PickFields(Member, ['name', 'roleId']) {
  @OneOf(['custom', 'member', 'admin'], role)
  role!: Exclude<MemberRole, 'owner'>;
}

export class MemberChanges extends PickFields(Member, ['role', 'roleId']) {}
