import { inScope, installationScope, InjectStore, isUuid, notFound, type Store } from '@keelson/kernel';
import { asCommand, CommandError, Database, defineCommand, table } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { MemberCounts } from './member-counts.js';
import { Organization, organizationStates, type OrganizationStatus } from './organization.entity.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';

/** Organizations that the command line lists at once. */
const mostListed = 1_000;

/** An organization as the command line lists it, with how many belong to it. */
interface ListedOrganization extends Pick<Organization, 'id' | 'name' | 'status'> {
  readonly people: number;
  readonly serviceAccounts: number;
}

/** What the command line does with organizations: as the operators' routes do, by the same service. */
@Injectable()
export class OrganizationCommands {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly counts: MemberCounts,
    private readonly database: Database,
  ) {}

  async list(status: OrganizationStatus | null): Promise<ListedOrganization[]> {
    const found = await this.database.read<Omit<ListedOrganization, 'people' | 'serviceAccounts'>>(
      `SELECT id, name, status FROM organizations${status ? ' WHERE status = ?' : ''} ORDER BY name, id LIMIT ${mostListed}`,
      status ? [status] : [],
    );
    const counted = new Map(
      (await this.counts.of(found.map(({ id }) => id))).map((one) => [one.organizationId, one]),
    );
    return found.map((one) => {
      const { people = 0, serviceAccounts = 0 } = counted.get(one.id) ?? {};
      return { ...one, people, serviceAccounts };
    });
  }

  /** @param reason ignored by `resume` */
  change(verb: 'suspend' | 'resume' | 'close', id: string, reason: string): Promise<Organization> {
    return inScope(installationScope, async () => {
      const [organization] = await this.organizations.lock([id]);
      if (!organization) throw notFound();
      return verb === 'resume'
        ? this.lifecycle.resume(organization)
        : this.lifecycle[verb](organization, reason);
    });
  }
}

export const listOrganizations = defineCommand({
  name: 'organizations list',
  summary: 'Lists organizations by name, up to 1,000.',
  options: { status: `only organizations with this status: ${organizationStates.join(', ')}` },
  async run(application, { status }) {
    const wanted = organizationStates.find((one) => one === status) ?? null;
    if (status !== null && !wanted)
      throw new CommandError(`"${status}" is not a status: use ${organizationStates.join(', ')}.`);
    const organizations = await (await application.services()).get(OrganizationCommands).list(wanted);
    return {
      json: { organizations },
      lines: table(
        ['ID', 'STATUS', 'PEOPLE', 'NAME'],
        organizations.map(({ id, status: is, people, name }) => [id, is, String(people), name]),
      ),
    };
  },
});

const changed = (verb: 'suspend' | 'resume' | 'close', summary: string) => {
  const what: Readonly<Record<string, string>> = {
    organizationId: 'id of the organization',
    ...(verb !== 'resume' && { reason: 'the reason; members of the organization can read it' }),
  };
  return defineCommand({
    name: `organizations ${verb}`,
    summary,
    arguments: what,
    async run(application, { organizationId = '', reason = '' }) {
      if (!isUuid(organizationId)) throw new CommandError(`"${String(organizationId)}" is not a UUID.`);
      if (verb !== 'resume' && (reason.trim() === '' || [...reason].length > 500))
        throw new CommandError('The reason must have 1 to 500 characters.');
      const services = await application.services();
      const id = organizationId.toLowerCase();
      const { name, status } = await asCommand(services, `installation-organizations:${verb}`, () =>
        services.get(OrganizationCommands).change(verb, id, reason),
      ).catch((error: unknown) => {
        const { code, details } = error as { code?: unknown; details?: { detail?: string } };
        if (code === 'not_found') throw new CommandError(`There is no organization with the id ${id}.`);
        throw details?.detail ? new CommandError(details.detail) : error;
      });
      return { json: { id, name, status }, lines: [`The organization "${name}" is ${status}.`] };
    },
  });
};

export const suspendOrganization = changed(
  'suspend',
  'Suspends an organization: its tokens, keys and jobs stop.',
);
export const resumeOrganization = changed('resume', 'Resumes a suspended or closed organization.');
export const closeOrganization = changed('close', 'Closes an organization; its data is deleted later.');
