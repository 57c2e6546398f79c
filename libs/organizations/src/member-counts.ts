import { acrossOrganizations, Integer, Identifier, ListOf, TextList } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';

/** Organizations that are counted at once over HTTP: a page of their list. */
export const mostCounted = 200;

/** How many belong to an organization now. */
export class MemberCount {
  @Identifier()
  organizationId!: string;

  @Integer({ description: 'People who belong to the organization.', example: 12 })
  people!: number;

  @Integer({ description: 'Service accounts of the organization.', example: 2 })
  serviceAccounts!: number;
}

export class MemberCountList {
  @ListOf(() => MemberCount, { max: mostCounted })
  data!: MemberCount[];
}

export class CountedOrganizations {
  @TextList({
    max: mostCounted,
    min: 1,
    each: { max: 36, pattern: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/ },
    example: ['01890a5d-ac96-774b-bcce-b302099a8057'],
    message: `must be a list of up to ${mostCounted} different UUIDs`,
    description: 'Ids of the organizations, such as those of a page of `GET /v1/installation/organizations`.',
  })
  organizationIds!: string[];
}

/** How large organizations are. */
@Injectable()
export class MemberCounts {
  constructor(private readonly database: Database) {}

  /** One statement, however many there are. @returns in the order of the ids; an id of none has nobody */
  async of(organizationIds: readonly string[]): Promise<MemberCount[]> {
    if (organizationIds.length === 0) return [];
    const rows = await acrossOrganizations('counts the members of organizations', () =>
      this.database.read<{ organization_id: string; kind: string; total: number | string }>(
        `SELECT organization_id, kind, COUNT(*) AS total FROM memberships WHERE organization_id IN (${organizationIds.map(() => '?').join(', ')}) AND status = 'active' GROUP BY organization_id, kind`,
        [...organizationIds],
      ),
    );
    const counted = new Map(rows.map((row) => [`${row.organization_id} ${row.kind}`, Number(row.total)]));
    return organizationIds.map((organizationId) => ({
      organizationId,
      people: counted.get(`${organizationId} person`) ?? 0,
      serviceAccounts: counted.get(`${organizationId} service`) ?? 0,
    }));
  }
}
