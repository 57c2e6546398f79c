import { isCatalogTable } from './catalog-tables.js';
import { equationsOf } from './mysql-conditions.js';
import { isMark, isWord, type Part } from './mysql-parts.js';
import type { Block, Equation, Relation } from './outline.js';
import { UnreadableError } from './reading.js';

/** Names that WITH has given to sub-selects, in lower case. */
export type Names = ReadonlySet<string>;

/** A place in a list of parts that only moves on. */
export class Cursor {
  private at = 0;

  constructor(private readonly parts: readonly Part[]) {}

  peek(further = 0): Part | undefined {
    return this.parts[this.at + further];
  }

  take(): Part | undefined {
    return this.parts[this.at++];
  }

  /** Steps over one of these keywords, if it is next. */
  skip(...words: readonly string[]): boolean {
    const met = isWord(this.peek(), ...words);
    if (met) this.at += 1;
    return met;
  }

  /** Steps over everything before the first part that `ends` says yes to. */
  until(ends: (part: Part, next: Part | undefined) => boolean): readonly Part[] {
    const start = this.at;
    for (let part = this.peek(); part && !ends(part, this.peek(1)); part = this.peek()) this.at += 1;
    return this.parts.slice(start, this.at);
  }

  rest(): readonly Part[] {
    return this.until(() => false);
  }
}

/** Whether the parts inside parentheses are a SELECT, and no list or expression. */
export function isQuery(parts: readonly Part[]): boolean {
  return (
    isWord(parts[0], 'SELECT', 'WITH') ||
    (parts[0]?.kind === 'group' && parts.some((part) => isWord(part, 'UNION', 'EXCEPT', 'INTERSECT')))
  );
}

/** Where the rows of one SELECT, UPDATE or DELETE come from, and what limits them. */
export class MysqlSources {
  private readonly relations: Relation[] = [];
  private readonly equations: Equation[] = [];
  private sources = 0;

  constructor(
    private readonly names: Names,
    private readonly read: (query: readonly Part[]) => void,
    private readonly search: (parts: readonly Part[]) => void,
  ) {}

  block(assigned: readonly string[]): Block {
    const { relations, equations, sources } = this;
    return { relations, equations, sources, assigned };
  }

  /** Takes the conditions that hold for every row of `among`. */
  limit(condition: readonly Part[], among: readonly Relation[] | null): void {
    for (const equation of equationsOf(condition)) this.equations.push({ ...equation, among });
    this.search(condition);
  }

  /** Reads tables and joins up to the next clause. @returns the tables */
  add(cursor: Cursor): readonly Relation[] {
    const found = [...this.joined(cursor)];
    while (isMark(cursor.peek(), ',')) {
      cursor.take();
      found.push(...this.joined(cursor));
    }
    return found;
  }

  private joined(cursor: Cursor): readonly Relation[] {
    let left = this.factor(cursor);
    for (;;) {
      const natural = cursor.skip('NATURAL');
      const outer = isWord(cursor.peek(), 'LEFT') ? 'left' : isWord(cursor.peek(), 'RIGHT') ? 'right' : null;
      const begun = cursor.skip('INNER', 'CROSS', 'LEFT', 'RIGHT');
      cursor.skip('OUTER');
      if (!cursor.skip('JOIN') && (begun || natural || !cursor.skip('STRAIGHT_JOIN'))) {
        if (begun || natural) throw new UnreadableError('it has a join that cannot be parsed.');
        return left;
      }
      const right = this.factor(cursor);
      const all = [...left, ...right];
      // An outer join keeps the rows of one side, whatever its ON says.
      if (cursor.skip('ON'))
        this.limit(cursor.until(endsCondition), outer === 'left' ? right : outer === 'right' ? left : all);
      else if (cursor.skip('USING')) cursor.take();
      left = all;
    }
  }

  private factor(cursor: Cursor): readonly Relation[] {
    cursor.skip('LATERAL');
    const part = cursor.take();
    if (part?.kind === 'group') return this.grouped(part.parts, cursor);
    if (part?.kind !== 'name') throw new UnreadableError('its FROM clause has something other than a table.');
    this.sources += 1;
    const schema = isMark(cursor.peek(), '.') ? part.text : null;
    if (schema !== null) cursor.take();
    const name = schema === null ? part.text : (cursor.take()?.text ?? '');
    const alias = aliasAt(cursor) ?? name.toLowerCase();
    this.hints(cursor);
    if (cursor.peek()?.kind === 'group')
      throw new UnreadableError('its FROM clause has a function or renames columns.');
    const folded = name.toLowerCase();
    if (schema === null && (this.names.has(folded) || folded === 'dual')) return [];
    if (isCatalogTable(schema, name, 'mysql')) return [];
    if (schema !== null)
      throw new UnreadableError(`${schema}.${name} is qualified with its schema; use only the table name.`);
    const relation = { name: folded, alias };
    this.relations.push(relation);
    return [relation];
  }

  private grouped(parts: readonly Part[], cursor: Cursor): readonly Relation[] {
    if (isQuery(parts)) {
      this.sources += 1;
      this.read(parts);
      if (aliasAt(cursor) === null) throw new UnreadableError('a subquery in its FROM clause has no alias.');
      if (cursor.peek()?.kind === 'group') cursor.take();
      return [];
    }
    const within = new Cursor(parts);
    const found = this.add(within);
    if (within.peek()) throw new UnreadableError('its FROM clause has parentheses that cannot be parsed.');
    return found;
  }

  private hints(cursor: Cursor): void {
    while (cursor.skip('USE', 'FORCE', 'IGNORE')) {
      if (!cursor.skip('INDEX', 'KEY'))
        throw new UnreadableError('it has an index hint that cannot be parsed.');
      if (cursor.skip('FOR')) {
        cursor.skip('JOIN', 'ORDER', 'GROUP');
        cursor.skip('BY');
      }
      if (cursor.take()?.kind !== 'group')
        throw new UnreadableError('it has an index hint that cannot be parsed.');
    }
  }
}

function aliasAt(cursor: Cursor): string | null {
  const said = cursor.skip('AS');
  const part = cursor.peek();
  if (part?.kind === 'name') return cursor.take()?.text.toLowerCase() ?? null;
  if (said) throw new UnreadableError('it has an AS without a name.');
  return null;
}

const ends = [
  'JOIN',
  'INNER',
  'CROSS',
  'NATURAL',
  'STRAIGHT_JOIN',
  'ON',
  'USING',
  'SET',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  'LOCK',
  'PROCEDURE',
  'INTO',
  'RETURNING',
  'UNION',
  'EXCEPT',
  'INTERSECT',
];

/** Where an ON ends; LEFT( and RIGHT( are functions. */
export function endsCondition(part: Part, next: Part | undefined): boolean {
  return (
    isMark(part, ',') || isWord(part, ...ends) || (isWord(part, 'LEFT', 'RIGHT') && next?.kind !== 'group')
  );
}
