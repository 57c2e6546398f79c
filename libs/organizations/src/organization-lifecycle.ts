import { asOrganization, currentContext, InjectStore, wrongState, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { JobHolds } from '@keelson/jobs';
import { InstallationAudit } from '@keelson/operations';
import { ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Organization, type OrganizationStatus } from './organization.entity.js';
import { beingDeleted } from './organizations.errors.js';

/**
 * Suspends, resumes and closes organizations. Each needs a transaction and the locked row. Within a second of the commit,
 * all processes refuse the organization's tokens and keys, and its jobs and deliveries wait. The change is recorded in the
 * organization's own log and in that of the installation.
 */
@Injectable()
export class OrganizationLifecycle {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly access: AccessControl,
    private readonly holds: JobHolds,
    private readonly audit: InstallationAudit,
    private readonly clock: ServerClock,
  ) {}

  /** @throws DomainError `wrong_state` unless it is active */
  suspend(organization: Organization, reason: string): Promise<Organization> {
    return this.move(organization, ['active'], 'suspended', reason);
  }

  /** @throws DomainError `wrong_state` unless it is suspended or closed, `organizations.being_deleted` */
  resume(organization: Organization): Promise<Organization> {
    if (organization.deletingSince)
      throw beingDeleted({ detail: 'Part of its data is already deleted, so it cannot be resumed.' });
    return this.move(organization, ['suspended', 'closed'], 'active', null);
  }

  /** @throws DomainError `wrong_state` when it is closed */
  close(organization: Organization, reason: string): Promise<Organization> {
    return this.move(organization, ['active', 'suspended'], 'closed', reason);
  }

  private async move(
    organization: Organization,
    from: readonly OrganizationStatus[],
    to: OrganizationStatus,
    reason: string | null,
  ): Promise<Organization> {
    const { id, status: before, statusReason } = organization;
    if (!from.includes(before))
      throw wrongState({ detail: `The organization is ${before}; it must be ${from.join(' or ')}.` });
    const by = currentContext().caller?.userId ?? null;
    organization.moveTo(to, reason, this.clock.now(), by);
    // Its members read the entry, and subscribers of its events learn of it.
    await asOrganization(id, () => this.organizations.save(organization));
    await this.audit.record({
      subjectType: 'organization',
      subjectId: id,
      changes: {
        status: { before, after: to },
        statusReason: { before: statusReason, after: reason },
      },
    });
    await (to === 'active' ? this.holds.release(id) : this.holds.hold(id));
    await this.access.changed({ subject: 'organization', id });
    return organization;
  }
}
