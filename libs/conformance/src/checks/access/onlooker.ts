import type { Resource, Row } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import type { Asking } from './asking.js';
import { Callers } from './callers.js';

/**
 * Someone who may call an operation and nothing else: holds its permission alone, or none where it asks for a sign-in
 * only. What `visible` shows to such a one may come out; where no permission was asked for, no row of a resource may,
 * since each has a permission to read it.
 */
export class Onlooker {
  private readonly callers: Callers;

  private constructor(
    asking: Asking,
    readonly person: Person,
    /** Null where the operation asks for a sign-in only. */
    readonly permission: string | null,
    private readonly host: Person,
  ) {
    this.callers = new Callers(asking.judged);
  }

  /**
   * Null for what is public: nobody in particular asks.
   * @param host someone of the organization; the owner of the world's unless given
   */
  static async of(asking: Asking, { rule }: Operation, host?: Person): Promise<Onlooker | null> {
    if (!rule || rule.kind === 'public') return null;
    const { subject, world } = asking.judged;
    const permission = rule.kind === 'permission' ? rule.permission : null;
    const held = permission ? [permission] : [];
    const member = await (host ? subject.join(host, held) : world.member(held));
    const title = permission ? `a member with only ${permission}` : 'a member without a permission';
    return new Onlooker(asking, { ...member, title }, permission, host ?? world.owner);
  }

  /** The rows of the onlooker's organization, as they are now. */
  async rows(
    resource: Resource,
  ): Promise<{ readonly shown: readonly Row[]; readonly hidden: readonly Row[] }> {
    const rows = await this.callers.rows(this.host, resource);
    const shown = rows.filter((row) => this.sees(resource, row));
    return { shown, hidden: rows.filter((row) => !shown.includes(row)) };
  }

  private sees(resource: Resource, row: Row): boolean {
    // The installation's own are nobody's secret of the organization.
    if (resource.tenancy === 'system') return true;
    return this.permission !== null && this.callers.shows(this.person, [this.permission], resource, row);
  }

  /** The rule that is broken when a row comes out. */
  rule(otherwise: string): string {
    return this.permission === null ? 'row-read-without-permission' : otherwise;
  }

  /** Why the onlooker may not see a row. */
  reason({ path }: Resource): string {
    return this.permission === null
      ? `that requires the permission ${path}:read`
      : `that "visible" hides from this user`;
  }
}
