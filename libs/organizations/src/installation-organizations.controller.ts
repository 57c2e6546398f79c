import { Action, Found, GateWithin, Input, ResourceController } from '@keelson/kernel';
import { installationOrganizations } from './installation-organizations.resource.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import type { Organization } from './organization.entity.js';
import { beingDeleted } from './organizations.errors.js';
import { PresentRights } from './present-rights.js';
import { StatusReason } from './status-reason.input.js';

@ResourceController(installationOrganizations)
export class InstallationOrganizationsController {
  constructor(private readonly lifecycle: OrganizationLifecycle) {}

  @GateWithin(PresentRights)
  @Action(installationOrganizations, 'suspend', {
    from: 'active',
    to: 'suspended',
    description:
      "Within a second, all processes reject the organization's tokens and keys, and its jobs and event deliveries wait. Nothing is lost",
  })
  suspend(@Found() organization: Organization, @Input() { reason }: StatusReason): Promise<Organization> {
    return this.lifecycle.suspend(organization, reason);
  }

  @GateWithin(PresentRights)
  @Action(installationOrganizations, 'resume', {
    from: ['suspended', 'closed'],
    to: 'active',
    fails: [beingDeleted],
    description: 'Tokens and keys work again, and the waiting jobs and event deliveries run',
  })
  resume(@Found() organization: Organization): Promise<Organization> {
    return this.lifecycle.resume(organization);
  }

  @GateWithin(PresentRights)
  @Action(installationOrganizations, 'close', {
    from: ['active', 'suspended'],
    to: 'closed',
    description:
      'Has the same effects as suspending. A job deletes the data of the organization after CLOSED_ORGANIZATION_DAYS; before that, an operator can resume it',
  })
  close(@Found() organization: Organization, @Input() { reason }: StatusReason): Promise<Organization> {
    return this.lifecycle.close(organization, reason);
  }
}
