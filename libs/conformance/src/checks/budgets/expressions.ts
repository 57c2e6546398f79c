import type { FieldSpec, Resource } from '@keelson/kernel';
import { countOf, isDay, placesOf } from '../../world/variations.js';
import type { Column } from './table.js';

/** Every value once; the rows of one organization (`a` below 5) have all kinds of them. */
const n = '(a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d)';
/** Another order of the same numbers, so that no column is sorted like another. */
const v = '(b.d + 10 * e.d + 100 * c.d + 1000 * f.d + 10000 * a.d)';
/** The same for a hundred rows: whom or what rows are about is many, each with a few of them. */
const owner = `(c.d + 10 * f.d + 100 * a.d)`;

/** Every how many rows a value comes that few have. */
const seldom = 1_000;

/** 100,000 days, one for each number, which nobody names in an example. */
const outermostDays = ['2400-01-01', '2673-10-15'] as const;

/** What the ids of the rows begin with: no other row has it. */
const idPrefix = '01900000-0000-7000-8000-';
/** The first and the last of them. */
export const filledIds: readonly [string, string] = [
  `${idPrefix}${'0'.repeat(12)}`,
  `${idPrefix}${'9'.repeat(12)}`,
];

/** Values of columns as SQL, computed from the number of the row. */
export class Expressions {
  constructor(private readonly engine: 'mysql' | 'postgres') {}

  quoted(name: string): string {
    return this.engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
  }

  /** In the order of insertion, like the product's own: random ones would take the database twice as long. */
  id(): string {
    return this.uuid(n, idPrefix);
  }

  organization(): string {
    const other = this.uuid('b.d + 10 * c.d');
    return `CASE WHEN a.d < 5 THEN t.organization_id ELSE ${other} END`;
  }

  distinct(column: Column): string {
    const { type, length } = column;
    if (type === 'uuid' || (type === 'char' && length === 36)) return this.id();
    if (type.includes('char'))
      return this.text(n, column) ?? this.numbered('v', n, Math.min(length ?? 255, 8));
    if (type.includes('time')) return this.moment(n);
    return column.field ? this.number(column.field, n) : n;
  }

  /** @returns null where the value of the cloned row does */
  spread(column: Column, { list, create }: Resource): string | null {
    const { field, name } = column;
    if (!field) return null;
    const sorted = list?.sort.some((one) => one.name === field.name) ?? false;
    const { enum: choices = [] } = field.schema;
    const named = field.states ?? choices.filter((choice) => typeof choice === 'string');
    if (named.length > 0) {
      // What no client may make is the platform's own: rows in a state that starts work would start it.
      const last = `'${named.at(-1)}'`;
      return create ? this.oneOf(named) : last;
    }
    switch (field.kind) {
      case 'instant':
        return this.moment(v);
      case 'integer':
      case 'amount':
        return this.number(field, sorted ? v : `(${v} % 10)`);
      case 'flag':
        return `${v} % ${seldom} = 0`;
      case 'text':
        return this.text(sorted ? v : `(${v} % 10)`, column);
      case 'id':
      case 'reference':
        return `CASE WHEN ${owner} = 0 THEN t.${this.quoted(name)} ELSE ${this.uuid(owner)} END`;
      default:
        return null;
    }
  }

  /** Within the field's bounds. */
  private number(
    { schema: { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } }: FieldSpec,
    number: string,
  ): string {
    const from = Math.max(minimum, Math.min(1, maximum));
    return `${from} + ${number} % ${Math.min(maximum - from + 1, 100_000)}`;
  }

  /** A text that the field's pattern allows; null where none was found. */
  private text(number: string, { field, length }: Column): string | null {
    const { pattern, minLength = 0 } = field?.schema ?? {};
    if (field?.schema.format === 'email') return `concat(${this.numbered('v', number, 8)}, '@example.com')`;
    const width = Math.min(length ?? 255, Math.max(8, minLength));
    const fits = (text: string) => pattern === undefined || new RegExp(pattern, 'u').test(text);
    const head = ['v', 'V', '0', '1'].find((one) =>
      [0, 99_999].every((some) => fits(one + padded(some, width - 1))),
    );
    if (head !== undefined) return this.numbered(head, number, width);
    const [example] = field?.schema.examples ?? [];
    if (typeof example !== 'string') return null;
    if (isDay(example) && outermostDays.every(fits)) return this.day(number);
    const places = placesOf(example, fits);
    return countOf(places) > 1 ? this.spelled(places, number) : null;
  }

  /** So many days after the first of the outermost. */
  private day(number: string): string {
    return this.engine === 'mysql'
      ? `DATE_FORMAT(DATE '${outermostDays[0]}' + INTERVAL ${number} DAY, '%Y-%m-%d')`
      : `to_char(DATE '${outermostDays[0]}' + ${number}, 'YYYY-MM-DD')`;
  }

  /** The number, in a system whose digits are the characters of each place; rows that are there have the first of them. */
  private spelled(places: readonly (readonly string[])[], number: string): string {
    let weight = 1;
    const parts = places.toReversed().map((characters) => {
      const digit = `${this.whole(`(${number}) / ${weight}`)} % ${characters.length}`;
      weight *= characters.length;
      return `substr(${quotedText(characters.toReversed().join(''))}, ${digit} + 1, 1)`;
    });
    return `concat(${parts.toReversed().join(', ')})`;
  }

  private whole(quotient: string): string {
    return this.engine === 'mysql' ? `floor(${quotient})` : quotient;
  }

  /** The last of them seldom, as few rows as wait among all that are done; the others alike. */
  private oneOf(values: readonly string[]): string {
    const [last = '', ...others] = values.toReversed();
    const cases = others.map((value, at) => `WHEN ${v} % ${others.length} = ${at} THEN ${quotedText(value)}`);
    return `CASE WHEN ${v} % ${seldom} = 0 THEN ${quotedText(last)} ${cases.join(' ')} ELSE ${quotedText(last)} END`;
  }

  private numbered(head: string, number: string, width: number): string {
    const digits = Math.max(0, width - head.length);
    return this.engine === 'mysql'
      ? `CONCAT('${head}', LPAD(${number}, ${digits}, '0'))`
      : `'${head}' || lpad((${number})::text, ${digits}, '0')`;
  }

  private uuid(number: string, head = '00000000-0000-4000-8000-'): string {
    return this.engine === 'mysql'
      ? `CONCAT('${head}', LPAD(${number}, 12, '0'))`
      : `('${head}' || lpad((${number})::text, 12, '0'))::uuid`;
  }

  private moment(number: string): string {
    return this.engine === 'mysql'
      ? `NOW(3) - INTERVAL ${number} MINUTE`
      : `date_trunc('milliseconds', now()) - make_interval(mins => ${number})`;
  }
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0').slice(0, width);
}
