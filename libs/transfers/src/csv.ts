import type { FieldSpec } from '@keelson/kernel';

/**
 * What a spreadsheet would take for a formula (OWASP, CSV Injection), whatever number of apostrophes is before it: so
 * putting one before it and taking one away undo each other for every text.
 */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const special = /[",\r\n]/;

/** One row of CSV (RFC 4180), with its line end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => (special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** A field's value as a cell: empty for null, JSON for lists, and no formula. */
export function cellOf(field: FieldSpec, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return JSON.stringify(value);
  return formula.test(value) && field.kind !== 'instant' ? `'${value}` : value;
}

/** The value that a cell holds, as JSON would; what does not fit the field stays text, for its rule to refuse. */
export function valueOf(field: FieldSpec, cell: string): unknown {
  if (cell === '') return null;
  switch (field.kind) {
    case 'integer':
    case 'amount':
      return /^-?\d{1,16}$/.test(cell) ? Number(cell) : cell;
    case 'flag':
      return cell === 'true' ? true : cell === 'false' ? false : cell;
    case 'list':
    case 'json':
      return jsonOr(cell);
    default:
      return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|$)/y;

/** The cells of a record without its line end; null when its quotes are not as RFC 4180 wants them. */
export function cellsOf(record: string): string[] | null {
  const cells: string[] = [];
  for (cell.lastIndex = 0; ;) {
    const found = cell.exec(record);
    if (!found) return null;
    const [, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}
