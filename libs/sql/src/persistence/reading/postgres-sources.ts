import type { JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from 'libpg-query';
import { isCatalogTable } from './catalog-tables.js';
import type { Block, Equation, Relation } from './outline.js';
import { conjunctsOf, equationOf, nodeOf } from './postgres-values.js';
import { UnreadableError } from './reading.js';

export { nodeOf };

/** Names that WITH has given to sub-selects. */
export type Names = ReadonlySet<string>;

/** Where the rows of one SELECT, UPDATE or DELETE come from, and what limits them. */
export class PostgresSources {
  private readonly relations: Relation[] = [];
  private readonly equations: Equation[] = [];
  sources = 0;

  constructor(
    private readonly names: Names,
    private readonly read: (query: Node | undefined) => void,
    private readonly search: (part: unknown) => void,
  ) {}

  block(assigned: readonly string[]): Block {
    const { relations, equations, sources } = this;
    return { relations, equations, sources, assigned };
  }

  addAll(items: readonly Node[] | undefined): void {
    for (const item of items ?? []) this.add(item);
  }

  /** @returns null for a name of WITH and for a table of the catalog */
  addTable(table: RangeVar | undefined): Relation | null {
    const { catalogname, schemaname, relname = '', alias } = table ?? {};
    this.sources += 1;
    if (catalogname) throw new UnreadableError('it refers to another database.');
    if (schemaname === undefined && this.names.has(relname)) return null;
    if (isCatalogTable(schemaname ?? null, relname, 'postgres')) return null;
    if (schemaname)
      throw new UnreadableError(
        `${schemaname}.${relname} is qualified with its schema; use only the table name.`,
      );
    if (alias?.colnames) throw new UnreadableError(`it renames the columns of ${relname}.`);
    const relation = { name: relname, alias: alias?.aliasname ?? relname };
    this.relations.push(relation);
    return relation;
  }

  /** Takes the conditions that hold for every row of `among`. */
  limit(condition: Node | undefined, among: readonly Relation[] | null): void {
    for (const conjunct of conjunctsOf(condition)) {
      const equation = equationOf(conjunct);
      if (equation) this.equations.push({ ...equation, among });
    }
  }

  /** @returns the tables in it */
  private add(item: Node): readonly Relation[] {
    const [kind, body] = nodeOf(item);
    if (kind === 'RangeVar') {
      const relation = this.addTable(body as RangeVar);
      return relation ? [relation] : [];
    }
    if (kind === 'JoinExpr') return this.join(body as JoinExpr);
    this.sources += 1;
    if (kind === 'RangeSubselect') this.read((body as RangeSubselect).subquery);
    else if (kind === 'RangeFunction') this.search((body as RangeFunction).functions);
    else throw new UnreadableError(`its FROM clause has a ${kind}, which cannot be checked.`);
    return [];
  }

  private join({ jointype, larg, rarg, quals, alias }: JoinExpr): readonly Relation[] {
    if (alias || !larg || !rarg) throw new UnreadableError('it gives a join an alias.');
    const [left, right] = [this.add(larg), this.add(rarg)];
    const all = [...left, ...right];
    // An outer join keeps the rows of one side, whatever its ON says.
    if (jointype === 'JOIN_INNER') this.limit(quals, all);
    else if (jointype === 'JOIN_LEFT') this.limit(quals, right);
    else if (jointype === 'JOIN_RIGHT') this.limit(quals, left);
    this.search(quals);
    return all;
  }
}
