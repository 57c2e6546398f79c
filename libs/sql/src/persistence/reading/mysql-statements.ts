import { isKnownFunction } from './known-functions.js';
import { isMark, isWord, splitByComma, valueOf, type Part } from './mysql-parts.js';
import { Cursor, endsCondition, isQuery, MysqlSources, type Names } from './mysql-sources.js';
import { Outline } from './outline.js';
import { UnreadableError, type Binding, type KnownTables } from './reading.js';

type Rows = readonly (readonly (Binding | null)[])[];

const setOperations = ['UNION', 'EXCEPT', 'INTERSECT'];
/** Words that belong to statements and clauses, and to no expression. */
const noExpression = new Set(
  'SELECT INSERT UPDATE DELETE FROM JOIN INTO WHERE SET UNION EXCEPT INTERSECT WITH CALL EXECUTE PREPARE DO LOAD TRUNCATE REPLACE HANDLER CREATE ALTER DROP TABLE PROCEDURE FOR LOCK LATERAL STRAIGHT_JOIN FORCE USE IGNORE'.split(
    ' ',
  ),
);
/** Functions with a FROM inside their parentheses. */
const withFrom = new Set(['extract', 'trim', 'substring', 'substr', 'mid']);
const locks =
  /^(?:FOR (?:UPDATE|SHARE)(?: OF \w+(?: , \w+)*)?(?: NOWAIT| SKIP LOCKED| WAIT \d)?|LOCK IN SHARE MODE)$/i;

/** Reads MySQL's statements by descending through its grammar; refuses what has no place in it. */
export class MysqlStatements {
  private readonly outline = new Outline();

  constructor(private readonly tables: KnownTables) {}

  /** @throws UnreadableError */
  read(parts: readonly Part[]): Outline {
    const body = isMark(parts.at(-1), ';') ? parts.slice(0, -1) : parts;
    if (body.some((part) => isMark(part, ';'))) throw new UnreadableError('it has more than one statement.');
    if (isWord(body[0], 'SELECT') || body[0]?.kind === 'group') this.query(body, new Set());
    else {
      const cursor = new Cursor(body);
      const names = this.namesAt(cursor, new Set());
      if (cursor.skip('INSERT')) this.insert(cursor);
      else if (cursor.skip('UPDATE')) this.update(cursor, names);
      else if (cursor.skip('DELETE')) this.delete(cursor, names);
      else if (names.size > 0) this.query(cursor.rest(), names);
      else
        throw new UnreadableError(
          `it begins with ${body[0]?.text.toUpperCase() ?? 'nothing'}; outside migrations, only SELECT, INSERT, UPDATE, DELETE and WITH are allowed.`,
        );
    }
    return this.outline;
  }

  /** @returns the values that it selects, for an INSERT */
  private query(parts: readonly Part[], outer: Names): Rows {
    const cursor = new Cursor(parts);
    const names = this.namesAt(cursor, outer);
    const rows: (readonly (Binding | null)[])[] = [];
    do {
      cursor.skip('ALL', 'DISTINCT');
      const arm = new Cursor(cursor.until((part) => isWord(part, ...setOperations)));
      const first = arm.peek();
      if (first?.kind === 'group' && isQuery(first.parts)) {
        arm.take();
        rows.push(...this.query(first.parts, names));
        this.tail(arm, names);
      } else if (arm.skip('SELECT')) rows.push(this.select(arm, names));
      else throw new UnreadableError('one of its queries does not begin with SELECT.');
    } while (cursor.skip(...setOperations));
    return rows;
  }

  private select(cursor: Cursor, names: Names): readonly (Binding | null)[] {
    while (cursor.skip('ALL', 'DISTINCT', 'DISTINCTROW', 'STRAIGHT_JOIN'));
    const list = cursor.until((part) =>
      isWord(part, 'FROM', 'WHERE', 'LIMIT', 'ORDER', 'GROUP', 'HAVING', 'FOR'),
    );
    this.search(list, names);
    const sources = this.sources(names);
    if (cursor.skip('FROM')) sources.add(cursor);
    this.where(cursor, sources, names);
    this.outline.blocks.push(sources.block([]));
    const items = splitByComma(list);
    // A `*` hides which column is which.
    if (items.some((item) => isMark(item.at(-1), '*'))) return [];
    return items.map((item) => (item.length === 1 || isWord(item[1], 'AS') ? valueOf(item[0]) : null));
  }

  private update(cursor: Cursor, names: Names): void {
    cursor.skip('IGNORE');
    const sources = this.sources(names);
    sources.add(cursor);
    if (!cursor.skip('SET')) throw new UnreadableError('its SET clause cannot be found.');
    const assigned = splitByComma(
      cursor.until((part) => isWord(part, 'WHERE', 'ORDER', 'LIMIT', 'RETURNING')),
    ).map((piece) => this.assigned(piece, names));
    this.where(cursor, sources, names);
    this.outline.blocks.push(sources.block(assigned));
  }

  /** The column that an assignment writes; mysql2 writes an object as several. */
  private assigned(piece: readonly Part[], names: Names): string {
    const equals = piece.findIndex((part) => isMark(part, '='));
    const column = piece[equals - 1];
    const plain = equals === 1 || (equals === 3 && isMark(piece[1], '.'));
    if (!plain || column?.kind !== 'name')
      throw new UnreadableError('a part of its SET clause cannot be parsed.');
    this.search(piece.slice(equals + 1), names);
    return column.text.toLowerCase();
  }

  private delete(cursor: Cursor, names: Names): void {
    cursor.skip('IGNORE');
    const targets = cursor.until((part) => isWord(part, 'FROM'));
    if (!cursor.skip('FROM') || targets.some((part) => part.kind !== 'name' && part.kind !== 'other'))
      throw new UnreadableError('its FROM clause cannot be found.');
    const sources = this.sources(names);
    sources.add(cursor);
    if (cursor.skip('USING'))
      throw new UnreadableError('it is a DELETE … USING; use DELETE a FROM a JOIN b ….');
    this.where(cursor, sources, names);
    this.outline.blocks.push(sources.block([]));
  }

  private insert(cursor: Cursor): void {
    const names: Names = new Set();
    cursor.skip('IGNORE');
    cursor.skip('INTO');
    const table = cursor.take();
    if (table?.kind !== 'name' || isMark(cursor.peek(), '.'))
      throw new UnreadableError('its INSERT does not name a plain table.');
    const first = cursor.peek();
    const named = first?.kind === 'group' && !isQuery(first.parts) ? first.parts : null;
    if (named) cursor.take();
    const columns = named && splitByComma(named).map((piece) => columnOf(piece));
    const rows = cursor.skip('VALUES')
      ? this.rows(cursor, names)
      : this.query(
          cursor.until((part, next) => isWord(part, 'RETURNING') || isUpsert(part, next)),
          names,
        );
    this.outline.insertions.push({ table: table.text.toLowerCase(), columns, rows });
    const rest = cursor.rest();
    if (isUpsert(rest[0], rest[1]) && this.tables.tenants.has(table.text.toLowerCase()))
      throw new UnreadableError('it is an upsert, which could overwrite a row of another organization.');
    this.search(isUpsert(rest[0], rest[1]) ? rest.slice(4) : rest, names);
  }

  private rows(cursor: Cursor, names: Names): Rows {
    const rows: (readonly (Binding | null)[])[] = [];
    for (let part = cursor.peek(); part?.kind === 'group'; part = cursor.peek()) {
      cursor.take();
      this.search(part.parts, names);
      rows.push(splitByComma(part.parts).map((piece) => (piece.length === 1 ? valueOf(piece[0]) : null)));
      if (isMark(cursor.peek(), ',')) cursor.take();
    }
    return rows;
  }

  private where(cursor: Cursor, sources: MysqlSources, names: Names): void {
    if (cursor.skip('WHERE'))
      sources.limit(
        cursor.until((part, next) => !isMark(part, ',') && endsCondition(part, next)),
        null,
      );
    this.tail(cursor, names);
  }

  /** What follows the condition: no FROM, WHERE or SELECT may stand in it but inside a sub-select. */
  private tail(cursor: Cursor, names: Names): void {
    this.search(
      cursor.until((part) => isWord(part, 'FOR', 'LOCK')).filter((_, at, all) => !isRollup(all, at)),
      names,
    );
    const lock = cursor
      .rest()
      .map((part) => part.text)
      .join(' ');
    if (lock && !locks.test(lock)) throw new UnreadableError('its locking clause cannot be parsed.');
  }

  /** Reads the CTEs, each with the names before it. */
  private namesAt(cursor: Cursor, outer: Names): Names {
    if (!cursor.skip('WITH')) return outer;
    const names = new Set(outer);
    const recursive = cursor.skip('RECURSIVE');
    for (;;) {
      const name = cursor.take()?.text.toLowerCase() ?? '';
      if (this.tables.tenants.has(name) || this.tables.others.has(name))
        throw new UnreadableError(`it has a CTE (WITH) with the same name as the table ${name}.`);
      if (cursor.peek()?.kind === 'group') cursor.take();
      const body = cursor.skip('AS') ? cursor.take() : undefined;
      if (body?.kind !== 'group') throw new UnreadableError('its WITH clause cannot be parsed.');
      this.query(body.parts, recursive ? new Set([...names, name]) : names);
      names.add(name);
      if (!isMark(cursor.peek(), ',')) return names;
      cursor.take();
    }
  }

  private sources(names: Names): MysqlSources {
    return new MysqlSources(
      names,
      (query) => void this.query(query, names),
      (parts) => this.search(parts, names),
    );
  }

  /** Looks through an expression for sub-selects, which are read, and for functions, which must be known. */
  private search(parts: readonly Part[], names: Names, fromAllowed = false): void {
    for (const [at, part] of parts.entries()) {
      const next = parts[at + 1];
      const called = next?.kind === 'group' && (part.kind === 'name' || part.kind === 'word');
      const name = part.text.toLowerCase();
      if (part.kind === 'group') {
        const before = parts[at - 1];
        if (isQuery(part.parts)) this.query(part.parts, names);
        else
          this.search(part.parts, names, before?.kind === 'name' && withFrom.has(before.text.toLowerCase()));
      } else if (called && (part.kind === 'name' || noExpression.has(part.text.toUpperCase()))) {
        if (isMark(parts[at - 1], '.') || !isKnownFunction(name, 'mysql'))
          throw new UnreadableError(
            `it calls ${part.text}(), which is not an allowed function. Only built-in functions that compute a value from their arguments are allowed.`,
          );
      } else if (
        part.kind === 'word' &&
        noExpression.has(part.text.toUpperCase()) &&
        !(fromAllowed && name === 'from')
      )
        throw new UnreadableError(`it has ${part.text.toUpperCase()} where it cannot be parsed.`);
    }
  }
}

function isUpsert(part: Part | undefined, next: Part | undefined): boolean {
  return isWord(part, 'ON') && isWord(next, 'DUPLICATE');
}

function isRollup(parts: readonly Part[], at: number): boolean {
  return isWord(parts[at], 'WITH') && parts[at + 1]?.text.toUpperCase() === 'ROLLUP';
}

function columnOf(piece: readonly Part[]): string {
  const [column] = piece;
  if (column?.kind !== 'name' || piece.length !== 1)
    throw new UnreadableError('a column of the INSERT is not a plain name.');
  return column.text.toLowerCase();
}
