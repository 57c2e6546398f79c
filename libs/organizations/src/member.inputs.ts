import { OneOf, PickFields } from '@keelson/kernel';
import { Member, memberRoles, type MemberRole } from './member.entity.js';

/** A service account: a member that programs act as. It owns no organization. */
export class NewServiceAccount extends PickFields(Member, ['name', 'roleId']) {
  @OneOf(['custom', 'member', 'admin'], {
    description:
      "Role of the service account; with `custom`, `roleId` is the id of one of the organization's roles.",
  })
  role!: Exclude<MemberRole, 'owner'>;
}

export class MemberChanges extends PickFields(Member, ['roleId']) {
  @OneOf(memberRoles, {
    example: 'member',
    description: "Role of the member; with `custom`, `roleId` is the id of one of the organization's roles.",
  })
  role!: MemberRole;
}
