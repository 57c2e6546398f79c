import { currentOrganizationId } from '@keelson/kernel';
import type { Database } from './database.js';

/** The rows of one organization in every table that organizations have rows in, entities or not. */
export class TenantRows {
  /** Names of the tables, sorted. */
  readonly tables: readonly string[];
  private readonly keepers = new Map<string, (most: number) => Promise<number>>();

  constructor(
    private readonly database: Database,
    /** As the statement gateway knows them, by the schema that is there. */
    tables: Iterable<string>,
  ) {
    this.tables = [...tables].sort();
  }

  /**
   * Names who deletes the rows of a table that nobody else may write; called while modules are initialized.
   * @param remove as {@link delete}
   */
  keepBy(table: string, remove: (most: number) => Promise<number>): void {
    this.keepers.set(table, remove);
  }

  /**
   * Deletes rows of the organization at work, past audit and events. In the transaction under way, if there is one.
   * @param most rows that are deleted; few, since all of them are locked together
   * @returns how many were deleted; fewer than `most` once none is left
   */
  async delete(table: string, most: number): Promise<number> {
    if (!this.tables.includes(table)) throw new Error(`"${table}" is not a tenant table.`);
    const keeper = this.keepers.get(table);
    if (keeper) return keeper(most);
    const own = currentOrganizationId();
    const limit = Math.trunc(most);
    const { affected } =
      this.database.dialect === 'mysql'
        ? await this.database.write(`DELETE FROM ${table} WHERE organization_id = ? LIMIT ${limit}`, [own])
        : await this.database.write(
            `DELETE FROM ${table} WHERE organization_id = ? AND ctid IN (SELECT ctid FROM ${table} WHERE organization_id = ? LIMIT ${limit})`,
            [own, own],
          );
    return affected;
  }

  /** Whether a table has no rows of the organization at work. */
  async isEmpty(table: string): Promise<boolean> {
    const rows = await this.database.read(
      `SELECT organization_id FROM ${table} WHERE organization_id = ? LIMIT 1`,
      [currentOrganizationId()],
    );
    return rows.length === 0;
  }
}
