import { acrossOrganizations, Identifier, Integer } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';

/** How many belong to an organization now. */
export class MemberCount {
  @Identifier()
  organizationId!: string;

  @Integer({ description: 'People who belong to the organization.', example: 12 })
  people!: number;

  @Integer({ description: 'Service accounts of the organization.', example: 2 })
  serviceAccounts!: number;
}

/** How large organizations are. */
@Injectable()
export class MemberCounts {
  constructor(private readonly database: Database) {}

  /**
   * By one statement, however many there are. The stand-in that a closed account leaves, of an owner who was the only one, does
   * not count.
   * @returns those that exist, in the order of the ids
   */
  async of(organizationIds: readonly string[]): Promise<MemberCount[]> {
    if (organizationIds.length === 0) return [];
    const rows = await acrossOrganizations('counts the members of organizations', () =>
      this.database.read<{ id: string; kind: string | null; total: number | string }>(
        `SELECT organizations.id, memberships.kind, COUNT(memberships.id) AS total FROM organizations LEFT JOIN memberships ON memberships.organization_id = organizations.id AND memberships.status = 'active' AND memberships.account_ended_at IS NULL WHERE organizations.id IN (${organizationIds.map(() => '?').join(', ')}) GROUP BY organizations.id, memberships.kind`,
        [...organizationIds],
      ),
    );
    const known = new Set(rows.map(({ id }) => id));
    const counted = new Map(rows.map(({ id, kind, total }) => [`${id} ${kind}`, Number(total)]));
    return organizationIds
      .filter((id) => known.has(id))
      .map((organizationId) => ({
        organizationId,
        people: counted.get(`${organizationId} person`) ?? 0,
        serviceAccounts: counted.get(`${organizationId} service`) ?? 0,
      }));
  }
}
