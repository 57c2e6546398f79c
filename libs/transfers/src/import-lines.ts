import {
  DomainError,
  fieldsOf,
  readInput,
  validationFailed,
  type ConcreteType,
  type FieldSpec,
  type TransferFormat,
  type Violation,
} from '@keelson/kernel';
import { isUtf8 } from 'node:buffer';
import { readJsonBody } from '@keelson/rest/ports';
import { cellsOf, valueOf } from './csv.js';
import type { FileRecord } from './file-record.js';
import { RecordCutter } from './record-cutter.js';

/** Why a line is left out; never its values. */
export interface Refusal {
  readonly line: number;
  /** Of a row that has several lines, the last one. */
  readonly lastLine?: number;
  readonly code: string;
  readonly errors: readonly Violation[];
}

/** A line of an import: a new row's values, valid in themselves, or why there are none. */
export interface ImportLine {
  readonly input: object | null;
  readonly refusal: Refusal | null;
  readonly line: number;
  readonly lastLine: number;
}

/** What a failure of one line is told as. Details of a feature's error may repeat values, so its title stands for them. */
export function refusalOf(
  { line, lastLine }: Pick<ImportLine, 'line' | 'lastLine'>,
  error: DomainError,
): Refusal {
  const { code, title, details } = error;
  const errors = details.errors?.slice(0, 10) ?? [{ pointer: '', detail: title }];
  return { line, ...(lastLine > line && { lastLine }), code, errors };
}

/** Reads records of a format as inputs of a class. */
export class LineReader {
  private readonly fields: ReadonlyMap<string, FieldSpec>;

  /** @param header the fields of the columns, for CSV */
  constructor(
    private readonly type: ConcreteType,
    private readonly header: readonly string[] | null,
  ) {
    this.fields = new Map(fieldsOf(type).map((field) => [field.name, field]));
  }

  /** @returns null for a line with nothing in it */
  read(record: FileRecord): ImportLine | null {
    if (record.bytes?.every((byte) => byte === 32 || byte === 9)) return null;
    const place = { line: record.line, lastLine: record.next.line - 1 };
    try {
      return { ...place, refusal: null, input: readInput(this.type, this.members(record)) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const told = error.code === 'malformed_body' ? wrong(error.details.detail ?? error.title) : error;
      return { ...place, input: null, refusal: refusalOf(place, told) };
    }
  }

  private members({ bytes, fault }: FileRecord): unknown {
    if (bytes === null) throw wrong(fault ?? 'could not be parsed');
    if (!this.header) return readJsonBody(bytes);
    if (!isUtf8(bytes)) throw wrong('is not UTF-8');
    const cells = cellsOf(bytes.toString('utf8'));
    if (!cells) throw wrong('has a quote or a carriage return in the wrong place (RFC 4180)');
    if (cells.length !== this.header.length)
      throw wrong(`has ${cells.length} cells; the header has ${this.header.length}`);
    return Object.fromEntries(
      this.header.map((name, index) => [
        name,
        valueOf(this.fields.get(name) as FieldSpec, cells[index] as string),
      ]),
    );
  }
}

function wrong(detail: string): DomainError {
  return validationFailed({ errors: [{ pointer: '', detail }] });
}

/**
 * The columns of a file of CSV.
 * @param bytes of the file's first record
 * @throws DomainError `validation_failed` when they are not fields that a new row takes, or one stands twice
 */
export function headerOf(type: ConcreteType, bytes: Buffer | null): string[] {
  const names = bytes && isUtf8(bytes) ? cellsOf(bytes.toString('utf8')) : null;
  const known = fieldsOf(type).map(({ name }) => name);
  const errors = !names
    ? [{ pointer: '', detail: 'the first line of a CSV file must be a header row of field names' }]
    : [
        ...names
          .filter((name, index) => !known.includes(name) || names.indexOf(name) !== index)
          .map((name) => ({
            pointer: `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
            detail: known.includes(name)
              ? 'is repeated'
              : `is not an accepted field; use ${known.join(', ')}`,
          })),
        ...fieldsOf(type)
          .filter((field) => field.required && field.fallback === undefined && !names.includes(field.name))
          .map(({ name }) => ({
            pointer: `/${name}`,
            detail: 'is required, but there is no column with this name',
          })),
      ];
  if (!names || errors.length > 0)
    throw validationFailed({
      detail: 'The header row is invalid; see errors.',
      errors: errors.slice(0, 50),
    });
  return names;
}

/** Refuses a file whose first line says already that no other can be read. @throws DomainError `validation_failed` */
export function checkBeginning(type: ConcreteType, format: TransferFormat, first: Buffer): void {
  if (format !== 'csv') return;
  const cutter = new RecordCutter({ at: 0, line: 1 }, true);
  const header = cutter.push(first).next().value ?? cutter.finish().next().value;
  headerOf(type, header?.bytes ?? null);
}
