import { Feature, settings } from '@keelson/kernel';
import { commands, migrations, schedules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { findingOfClosed } from './deletion/closed-data.js';
import { ClosedOrganizations } from './deletion/closed-organizations.js';
import { DeleteDataJob } from './deletion/delete-data.job.js';
import { FindClosedJob } from './deletion/find-closed.job.js';
import { InstallationOrganizationsController } from './installation-organizations.controller.js';
import { installationOrganizations } from './installation-organizations.resource.js';
import { Membership } from './membership.entity.js';
import { Memberships } from './memberships.js';
import { CreateMemberships1763700010002 } from './migrations/1763700010002-create-memberships.js';
import { CreateOrganizations1763700010001 } from './migrations/1763700010001-create-organizations.js';
import { AddStatusOfOrganizations1763700010007 } from './migrations/1763700010007-add-status-of-organizations.js';
import {
  closeOrganization,
  listOrganizations,
  OrganizationCommands,
  resumeOrganization,
  suspendOrganization,
} from './organizations.commands.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import { organizations } from './organization.resource.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';
import { OrganizationsSettings } from './organizations.settings.js';

/** Tenants and who belongs to them. */
@Module({
  imports: [
    Feature.declare(
      {
        resources: [organizations, installationOrganizations],
        entities: [{ entity: Membership, tenancy: 'organization' }],
      },
      settings(OrganizationsSettings),
      schedules(findingOfClosed),
      commands(listOrganizations, suspendOrganization, resumeOrganization, closeOrganization),
      migrations(
        CreateOrganizations1763700010001,
        CreateMemberships1763700010002,
        AddStatusOfOrganizations1763700010007,
      ),
    ),
  ],
  controllers: [OrganizationsController, InstallationOrganizationsController],
  providers: [
    ClosedOrganizations,
    DeleteDataJob,
    FindClosedJob,
    Memberships,
    OrganizationCommands,
    OrganizationLifecycle,
    OrganizationsService,
  ],
  exports: [Memberships, OrganizationLifecycle, OrganizationsService],
})
export class OrganizationsModule {}
