import {
  asOrganization,
  inScope,
  InjectStore,
  installationScope,
  Jobs,
  notFound,
  withContext,
  type Store,
} from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { JobHolds } from '@keelson/jobs';
import { InstallationAudit } from '@keelson/operations';
import { Database, ServerClock, TenantRows } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Organization } from '../organization.entity.js';
import { OrganizationsSettings } from '../organizations.settings.js';
import { deleteData, type ClosedOrganization } from './closed-data.js';

const operation = 'installation-organizations:delete-data';
/** When what came in during the deletion is looked for once more, in milliseconds: no request or job runs as long. */
const lookAgainAfterMs = 86_400_000;

/** The first and the last step of the deletion of an organization's data. */
@Injectable()
export class ClosedOrganizations {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly rows: TenantRows,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly holds: JobHolds,
    private readonly access: AccessControl,
    private readonly audit: InstallationAudit,
    private readonly clock: ServerClock,
    private readonly settings: OrganizationsSettings,
  ) {}

  /**
   * Marks an organization whose time has come, so that it can no longer be resumed.
   * @returns whether its rows are to be deleted: also those of one that is gone, which may have come in late
   */
  begin(id: string): Promise<boolean> {
    return this.transaction(async () => {
      const found = await this.locked(id);
      if (!found) return true;
      if (found.deletingSince) return true;
      if (!this.isDue(found)) return false;
      found.deletingSince = this.clock.now();
      await this.organizations.save(found);
      return true;
    });
  }

  /**
   * Deletes the organization itself once it has no rows, with an entry in the log of the installation. Its jobs are held
   * for a day longer; then rows that came in late are deleted, too.
   * @returns false while it has rows
   */
  finish({ organizationId: id, isLate }: ClosedOrganization, deletedRows: number): Promise<boolean> {
    return this.transaction(async () => {
      const found = await this.locked(id);
      for (const table of this.rows.tables)
        if (!(await asOrganization(id, () => this.rows.isEmpty(table)))) return false;
      if (!found) {
        if (isLate) await this.holds.release(id);
        return true;
      }
      await this.organizations.remove(found);
      await this.audit.record({
        subjectType: 'organization',
        subjectId: id,
        changes: { deletedRows: { before: null, after: deletedRows } },
      });
      await this.access.changed({ subject: 'organization', id });
      const notBefore = new Date(this.clock.ms() + lookAgainAfterMs);
      const late = { organizationId: id, isLate: true };
      await this.jobs.enqueue(deleteData, late, { deduplicate: `${id} late`, notBefore });
      return true;
    });
  }

  /** In the scope of the installation, whose log has the entries. */
  private transaction<T>(work: () => Promise<T>): Promise<T> {
    return withContext({ operation }, () =>
      inScope(installationScope, () => this.database.transaction(work)),
    );
  }

  private async locked(id: string): Promise<Organization | null> {
    if ((await this.organizations.find({ id }, { limit: 1 })).length === 0) return null;
    try {
      const [found] = await this.organizations.lock([id]);
      return found ?? null;
    } catch (error) {
      // Another attempt has deleted it since.
      if ((error as { code?: unknown }).code === notFound.code) return null;
      throw error;
    }
  }

  private isDue({ status, statusSince }: Organization): boolean {
    const dueAt = (statusSince?.getTime() ?? Infinity) + this.settings.closedDays * 86_400_000;
    return status === 'closed' && dueAt <= this.clock.ms();
  }
}
