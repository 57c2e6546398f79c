import { UnreadableError, type Binding, type KnownTables, type Reading } from './reading.js';

/** A table, or something that may be one, where rows come from. */
export interface Relation {
  readonly name: string;
  readonly alias: string;
}

/** `alias.column = value`, joined to the rest by AND. */
export interface Equation {
  readonly alias: string | null;
  readonly column: string;
  readonly value: Binding;
  /** The relations whose rows it limits; all of the block when null. An outer join's ON limits one side only. */
  readonly among: readonly Relation[] | null;
}

/** One SELECT, UPDATE or DELETE with its own FROM; sub-selects are blocks of their own. */
export interface Block {
  readonly relations: readonly Relation[];
  /** How many tables, sub-selects and functions stand in its FROM: with one, a column needs no alias. */
  readonly sources: number;
  readonly equations: readonly Equation[];
  /** Columns that it writes. */
  readonly assigned: readonly string[];
}

/** The rows that an INSERT writes; a value is null when it is an expression. */
export interface Insertion {
  readonly table: string;
  readonly columns: readonly string[] | null;
  readonly rows: readonly (readonly (Binding | null)[])[];
}

/** What a statement does, as far as tenants are concerned; the readers of both dialects end in it. */
export class Outline {
  readonly blocks: Block[] = [];
  readonly insertions: Insertion[] = [];

  /** Decides where each tenant's table is bound. */
  judge(tables: KnownTables): Reading {
    const touched: string[] = [];
    const bindings: Binding[] = [];
    for (const block of this.blocks)
      for (const relation of block.relations) {
        const tenant = tenantOf(relation.name, tables);
        if (tenant === undefined) continue;
        touched.push(relation.name);
        bindings.push(bindingIn(block, relation, tenant));
        if (block.assigned.includes(tenant))
          throw new UnreadableError('it moves rows to another organization.');
      }
    for (const insertion of this.insertions) {
      const tenant = tenantOf(insertion.table, tables);
      if (tenant === undefined) continue;
      touched.push(insertion.table);
      bindings.push(...bindingsOf(insertion, tenant));
    }
    return touched.length === 0 ? { kind: 'free' } : { kind: 'bound', tables: touched, bindings };
  }
}

/** @throws UnreadableError for what is not a table of the application: a view may show any tenant's rows */
function tenantOf(name: string, { tenants, others }: KnownTables): string | undefined {
  const tenant = tenants.get(name);
  if (tenant === undefined && !others.has(name))
    throw new UnreadableError(
      `"${name}" is not a table of this application's schema (a view or foreign table could show rows of any organization).`,
    );
  return tenant;
}

function bindingIn(block: Block, relation: Relation, tenant: string): Binding {
  if (block.relations.some((other) => other !== relation && other.alias === relation.alias))
    throw new UnreadableError(`two of its tables have the same name or alias "${relation.alias}".`);
  const found = block.equations.find(
    ({ alias, column, among }) =>
      column === tenant &&
      (alias === relation.alias || (alias === null && block.sources === 1)) &&
      (among === null || among.includes(relation)),
  );
  if (!found)
    throw new UnreadableError(
      `${relation.name} is not bound by "${relation.alias}.${tenant} = ?" in the WHERE clause of the SELECT, UPDATE or DELETE that uses it.`,
    );
  return found.value;
}

function bindingsOf({ table, columns, rows }: Insertion, tenant: string): readonly Binding[] {
  if (!columns) throw new UnreadableError(`the INSERT into ${table} does not list its columns.`);
  const at = columns.indexOf(tenant);
  if (at < 0) throw new UnreadableError(`the INSERT does not write ${tenant}.`);
  if (rows.length === 0) throw new UnreadableError('the INSERT does not use a plain VALUES list.');
  return rows.map((row) => {
    const value = row[at];
    if (!value) throw new UnreadableError(`a row of the INSERT sets ${tenant} to an expression.`);
    return value;
  });
}
