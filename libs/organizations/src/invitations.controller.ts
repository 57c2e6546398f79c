import { Action, Fails, Found, GateWithin, Input, ResourceController } from '@keelson/kernel';
import { Grants } from './grants.js';
import { Invitation } from './invitation.entity.js';
import { NewInvitation } from './invitation.inputs.js';
import { invitations } from './invitation.resource.js';
import { Invitations } from './invitations.js';
import { alreadyMember, tooManyInvitations, tooManyMails } from './invitations.errors.js';
import { beyondYourOwn } from './members.errors.js';
import { PresentRights } from './present-rights.js';

@ResourceController(invitations)
export class InvitationsController {
  constructor(
    private readonly all: Invitations,
    private readonly grants: Grants,
  ) {}

  @GateWithin(PresentRights)
  @Fails(beyondYourOwn, alreadyMember, tooManyInvitations, tooManyMails)
  async create(@Input() { email, role, roleId }: NewInvitation): Promise<Invitation> {
    await this.grants.check({ role, roleId });
    return this.all.invite(email, { role, roleId });
  }

  @GateWithin(PresentRights)
  @Action(invitations, 'resend', {
    from: ['pending', 'expired'],
    to: 'pending',
    description:
      'Sends a new email with a link that is valid for seven days; the link in the previous email stops working. You become the inviter, so your permissions must cover the role',
    fails: [beyondYourOwn, tooManyInvitations, tooManyMails],
  })
  async resend(@Found() invitation: Invitation): Promise<Invitation> {
    await this.grants.check(invitation);
    return this.all.resend(invitation);
  }

  @GateWithin(PresentRights)
  remove(@Found() invitation: Invitation): Invitation {
    return invitation;
  }
}
