import type {
  CommonTableExpr,
  DeleteStmt,
  InsertStmt,
  Node,
  OnConflictClause,
  ParseResult,
  ResTarget,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import { isKnownFunction } from './known-functions.js';
import { Outline, type Relation } from './outline.js';
import { nodeOf, PostgresSources, type Names } from './postgres-sources.js';
import { valueOf } from './postgres-values.js';
import { UnreadableError, type KnownTables } from './reading.js';

export type PostgresParser = (text: string) => ParseResult;

/** Which parts of a statement are looked at by name; whatever else it has is searched for sub-selects and functions. */
const seen = new Set([
  'withClause',
  'fromClause',
  'usingClause',
  'relation',
  'lockingClause',
  'larg',
  'rarg',
  'selectStmt',
  'onConflictClause',
]);

/** Goes through the tree of PostgreSQL's grammar; refuses every kind of node that it does not know to be harmless. */
export class PostgresStatements {
  private readonly outline = new Outline();

  constructor(private readonly tables: KnownTables) {}

  /** @throws UnreadableError */
  read({ stmts = [] }: ParseResult): Outline {
    if (stmts.length !== 1) throw new UnreadableError('it has more than one statement.');
    const statement = stmts[0]?.stmt;
    if (statement && 'VariableShowStmt' in statement) return this.outline;
    this.statement(statement, new Set());
    return this.outline;
  }

  private statement(node: Node | undefined, names: Names): void {
    const [kind, body] = nodeOf(node);
    if (kind === 'SelectStmt') this.select(body as SelectStmt, names);
    else if (kind === 'InsertStmt') this.insert(body as InsertStmt, names);
    else if (kind === 'UpdateStmt') this.change(body as UpdateStmt, (body as UpdateStmt).fromClause, names);
    else if (kind === 'DeleteStmt') this.change(body as DeleteStmt, (body as DeleteStmt).usingClause, names);
    else
      throw new UnreadableError(`it is a ${kind.replace(/Stmt$/, '')}, which is allowed only in migrations.`);
  }

  private select(select: SelectStmt, outer: Names): void {
    const names = this.namesWith(select.withClause, outer);
    if (select.intoClause) throw new UnreadableError('it is a SELECT INTO, which creates a table.');
    if (select.larg && select.rarg) {
      this.select(select.larg, names);
      this.select(select.rarg, names);
    } else {
      const sources = this.sources(names);
      sources.addAll(select.fromClause);
      sources.limit(select.whereClause, null);
      this.outline.blocks.push(sources.block([]));
    }
    this.rest(select, names);
  }

  private insert(insert: InsertStmt, outer: Names): void {
    const names = this.namesWith(insert.withClause, outer);
    const target = this.sources(new Set());
    const relation = written(target.addTable(insert.relation));
    const columns = insert.cols?.map((column) => columnOf(column)) ?? null;
    const rows = insert.selectStmt ? rowsOf(nodeOf(insert.selectStmt)[1] as SelectStmt) : [];
    this.outline.insertions.push({ table: relation.name, columns, rows });
    if (insert.selectStmt) this.statement(insert.selectStmt, names);
    if (insert.onConflictClause) this.conflict(insert.onConflictClause, target, names);
    this.rest(insert, names);
  }

  /** DO UPDATE reads and writes a row that is there already, whoever's it is. */
  private conflict(clause: OnConflictClause, target: PostgresSources, names: Names): void {
    if (clause.action === 'ONCONFLICT_UPDATE') {
      // `excluded` stands beside the table, so a column needs its name.
      target.sources += 1;
      target.limit(clause.whereClause, null);
      this.outline.blocks.push(target.block(clause.targetList?.map((column) => columnOf(column)) ?? []));
    } else if (clause.action !== 'ONCONFLICT_NOTHING')
      throw new UnreadableError('its ON CONFLICT is neither DO NOTHING nor DO UPDATE.');
    this.rest(clause, names);
  }

  private change(statement: UpdateStmt & DeleteStmt, others: Node[] | undefined, outer: Names): void {
    const names = this.namesWith(statement.withClause, outer);
    const sources = this.sources(names);
    written(sources.addTable(statement.relation));
    sources.addAll(others);
    sources.limit(statement.whereClause, null);
    this.outline.blocks.push(sources.block(statement.targetList?.map((column) => columnOf(column)) ?? []));
    this.rest(statement, names);
  }

  /** Reads the CTEs, each with the names before it. */
  private namesWith(clause: WithClause | undefined, outer: Names): Names {
    const names = new Set(outer);
    for (const node of clause?.ctes ?? []) {
      const { ctename = '', ctequery } = nodeOf(node)[1] as CommonTableExpr;
      if (this.tables.tenants.has(ctename) || this.tables.others.has(ctename))
        throw new UnreadableError(`it has a CTE (WITH) with the same name as the table ${ctename}.`);
      const within = clause?.recursive ? new Set([...names, ctename]) : names;
      this.statement(ctequery, within);
      names.add(ctename);
    }
    return names;
  }

  private sources(names: Names): PostgresSources {
    return new PostgresSources(
      names,
      (query) => this.statement(query, names),
      (part) => this.search(part, names),
    );
  }

  private rest(statement: object, names: Names): void {
    for (const [part, value] of Object.entries(statement)) if (!seen.has(part)) this.search(value, names);
  }

  /** Looks through expressions for sub-selects, which are read, and for functions, which must be known. */
  private search(part: unknown, names: Names): void {
    if (Array.isArray(part)) for (const one of part) this.search(one, names);
    else if (typeof part === 'object' && part !== null)
      for (const [kind, body] of Object.entries(part)) this.node(kind, body, names);
  }

  private node(kind: string, body: unknown, names: Names): void {
    if (kind === 'SubLink') {
      const { subselect, testexpr } = body as { subselect?: Node; testexpr?: Node };
      this.statement(subselect, names);
      this.search(testexpr, names);
      return;
    }
    if (kind === 'FuncCall') knowFunction((body as { funcname?: Node[] }).funcname);
    if (kind === 'A_Expr' && ((body as { name?: Node[] }).name?.length ?? 0) > 1)
      throw new UnreadableError('it qualifies an operator with a schema.');
    if (/Stmt$|^Range|^JoinExpr$|^CurrentOfExpr$|^JsonTable/.test(kind))
      throw new UnreadableError(`it has a ${kind.replace(/Stmt$/, '')} where it cannot be checked.`);
    this.search(body, names);
  }
}

/** @throws UnreadableError */
function knowFunction(funcname: readonly Node[] = []): void {
  const parts = funcname.map((part) => (nodeOf(part)[1] as { sval?: string }).sval ?? '');
  const name = parts.at(-1) ?? '';
  if (
    (parts.length === 1 || (parts.length === 2 && parts[0] === 'pg_catalog')) &&
    isKnownFunction(name, 'postgres')
  )
    return;
  throw new UnreadableError(
    `it calls ${parts.join('.')}(), which is not an allowed function. Only built-in functions that compute a value from their arguments are allowed.`,
  );
}

function written(relation: Relation | null): Relation {
  if (!relation) throw new UnreadableError('it writes to the system catalog.');
  return relation;
}

function columnOf(node: Node): string {
  const { name, indirection } = nodeOf(node)[1] as ResTarget;
  if (!name || indirection) throw new UnreadableError('it writes to something other than a plain column.');
  return name;
}

/** The rows that a VALUES or SELECT gives an INSERT; a `*` hides which column is which. */
function rowsOf(select: SelectStmt): ReturnType<typeof valueOf>[][] {
  if (select.larg && select.rarg) return [...rowsOf(select.larg), ...rowsOf(select.rarg)];
  if (select.valuesLists)
    return select.valuesLists.map((list) =>
      ((nodeOf(list)[1] as { items?: Node[] }).items ?? []).map(valueOf),
    );
  const values = (select.targetList ?? []).map((target) => (nodeOf(target)[1] as ResTarget).val);
  const starred = values.some((value) => JSON.stringify(value ?? null).includes('"A_Star"'));
  return [starred ? [] : values.map(valueOf)];
}
