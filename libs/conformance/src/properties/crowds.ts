import { fieldsOf, type ConcreteType, type FieldSpec, type Resource } from '@keelson/kernel';
import type { Asking } from '../checks/access/asking.js';
import { readTable, type Table } from '../checks/budgets/table.js';
import { sequenceMark } from '../contract/witness.js';
import { columnOf } from '../world/columns.js';
import { cloneRow } from './clones.js';

/** Rows that refer to the one row; the other has none. */
export const mostChildren = 300;
/** Fewer than these are no crowd. */
export const fewestChildren = 75;

/** A reference of one resource to another. */
export interface Kinship {
  readonly table: Table;
  readonly child: Resource;
  readonly field: FieldSpec;
  readonly column: string;
}

/** The row that others are to refer to. */
interface Parent {
  readonly id: string;
  readonly resource: Resource;
  readonly state: string | undefined;
}

/** Makes rows that refer to one, as many as its feature lets there be. */
export class Crowds {
  constructor(private readonly asking: Asking) {}

  /** The resources whose rows refer to one of the resource. */
  async kinOf({ entity }: Resource): Promise<Kinship[]> {
    const { registry, subject } = this.asking.judged;
    const kin: Kinship[] = [];
    for (const child of registry.resources) {
      const field = child.tenancy === 'organization' ? referenceTo(child.entity, entity) : undefined;
      if (!field) continue;
      const { column } = columnOf(subject.application, child.entity, field.name);
      kin.push({ child, field, column, table: await readTable(this.asking.judged, child) });
    }
    return kin;
  }

  /** @returns their ids: {@link mostChildren}, or as many as are refused to be more; none where a crowd can't be */
  async add(kinship: Kinship, parent: Parent): Promise<readonly string[]> {
    const { judged } = this.asking;
    const { table, child, column } = kinship;
    const id = await judged.world.newRow(judged.world.owner, child);
    if (id === null) return [];
    let ids: readonly string[] = await cloneRow(judged, table, id, mostChildren, { [column]: parent.id });
    if ((await this.isTaken(kinship, parent.id)) || !(await this.isTakenByOthers(kinship, parent)))
      return ids.length < mostChildren ? await this.without(table, ids, ids.length) : ids;
    while (ids.length >= fewestChildren && !(await this.isTaken(kinship, parent.id)))
      ids = await this.without(table, ids, Math.ceil(ids.length / 2));
    return ids.length < fewestChildren ? this.without(table, ids, ids.length) : ids;
  }

  /** So many rows of one moment are no picture of the table whose plans are judged next. */
  async remove(table: string, ids: readonly string[]): Promise<void> {
    const places = ids.map(() => '?').join(', ');
    if (ids.length > 0)
      await this.asking.judged.subject.sql(`DELETE FROM ${table} WHERE id IN (${places})`, ids);
  }

  private async without({ name }: Table, ids: readonly string[], count: number): Promise<readonly string[]> {
    await this.remove(name, ids.slice(0, count));
    return ids.slice(count);
  }

  /** Whether the feature lets one more row refer to it; also where no route makes such rows. */
  private async isTaken({ child, field }: Kinship, parent: string): Promise<boolean> {
    const { operations, world } = this.asking.judged;
    const creating = operations.find(({ resource, meta }) => resource === child && meta?.verb === 'create');
    const input = creating?.input ?? null;
    if (!creating || !input || !fieldsOf(input).some(({ name }) => name === field.name)) return true;
    const body = { ...(await world.bodyFor(creating, world.owner)), [field.name]: parent };
    const inquiry = await this.asking.inquiry(creating, world.owner, { body });
    // Rows that are alike in all but their ids may be more than a feature can have: what it answers is not judged.
    const headers = { ...inquiry.headers, 'x-request-id': `${sequenceMark}${crypto.randomUUID()}` };
    const { status } = await this.asking.send({ ...inquiry, headers });
    return status < 400;
  }

  /** Where a row without others is refused as well, it is for its state or for the body. */
  private async isTakenByOthers(kinship: Kinship, { resource, state }: Parent): Promise<boolean> {
    const { world } = this.asking.judged;
    const other = await world.newRow(world.owner, resource, state);
    return other !== null && this.isTaken(kinship, other);
  }
}

function referenceTo(child: ConcreteType, parent: unknown): FieldSpec | undefined {
  return fieldsOf(child).find(({ kind, target }) => kind === 'reference' && target?.() === parent);
}
