import {
  currentOrganizationId,
  Fails,
  Found,
  GateWithin,
  Input,
  isNamed,
  ResourceController,
} from '@keelson/kernel';
import { ServerClock } from '@keelson/sql';
import { Grants } from './grants.js';
import { Member } from './member.entity.js';
import { MemberChanges, NewServiceAccount } from './member.inputs.js';
import { members } from './member.resource.js';
import {
  beyondYourOwn,
  lastOwner,
  notAnOwner,
  notAPerson,
  tooManyMembers,
  tooManyServiceAccounts,
} from './members.errors.js';
import { Members } from './members.js';
import { Ownership } from './ownership.js';
import { PresentRights } from './present-rights.js';

@ResourceController(members)
export class MembersController {
  constructor(
    private readonly all: Members,
    private readonly grants: Grants,
    private readonly ownership: Ownership,
    private readonly clock: ServerClock,
  ) {}

  @GateWithin(PresentRights)
  @Fails(beyondYourOwn, tooManyMembers, tooManyServiceAccounts)
  async create(@Input() { name, role, roleId }: NewServiceAccount): Promise<Member> {
    await this.grants.check({ role, roleId });
    return this.all.addServiceAccount(currentOrganizationId(), name, { role, roleId });
  }

  @GateWithin(PresentRights)
  @Fails(beyondYourOwn, notAnOwner, notAPerson, lastOwner)
  async update(@Found() member: Member, @Input() changes: MemberChanges): Promise<Member> {
    const { role } = changes;
    // Of a role of the organization, one of the others takes the place.
    const roleId = role === 'custom' || isNamed(changes, 'roleId') ? changes.roleId : null;
    if (role === member.role && roleId === member.roleId) return member;
    this.grants.checkTarget(member);
    await this.grants.check({ role, roleId });
    if (role === 'owner' && member.kind === 'service') throw notAPerson();
    if (role !== 'owner') await this.ownership.giveUp(member);
    member.give({ role, roleId });
    await this.all.changed(member);
    return member;
  }

  @GateWithin(PresentRights)
  @Fails(notAnOwner, lastOwner)
  async remove(@Found() member: Member): Promise<Member> {
    this.grants.checkTarget(member);
    await this.ownership.giveUp(member);
    member.leave(this.clock.now());
    await this.all.changed(member);
    return member;
  }
}
