import type { FieldSpec } from '../fields/field-registry.js';
import type { FilterOperator } from './list-rules.js';
import type { TransferFormat } from '../resource/transfer-formats.js';
import type { Position } from './cursor.js';

/** A comparison of a field of the row. */
export interface Filter {
  readonly field: FieldSpec;
  readonly operator: FilterOperator;
  /** One value, or several with "in". */
  readonly values: readonly (string | number | boolean | Date)[];
  /** The list has it whenever nothing else is asked for: it leaves out few rows. */
  readonly implied?: true;
}

/**
 * What a caller asks of a row's shape, checked against what the resource shows. A resource's own `read` has it as a
 * parameter: `read(@Id() id: string, @Params() query: ReadQuery)`.
 */
export abstract class ReadQuery {
  /** Names of the fields to show; null for all. */
  abstract readonly fields: readonly string[] | null;
  /** Names of the referenced rows to show with each. */
  abstract readonly includes: readonly string[];
}

/**
 * What a caller asks of a list, checked against what the resource declares. A resource's own `list` has it as a
 * parameter: `list(@Params() query: ListQuery)`.
 */
export abstract class ListQuery extends ReadQuery {
  /** Most rows of the page. */
  abstract readonly limit: number;
  abstract readonly sort: FieldSpec;
  abstract readonly descending: boolean;
  /** Where the page before has ended; null for the first page. */
  abstract readonly after: Position | null;
  abstract readonly filters: readonly Filter[];
  /** Beginnings of words that a row must have. */
  abstract readonly terms: readonly string[];
  /** The rows that match are to be counted. */
  abstract readonly count: boolean;
}

/** What a caller asks of an export, checked against what the resource declares: the rows of a list, in a file. */
export abstract class ExportQuery {
  abstract readonly format: TransferFormat;
  abstract readonly rows: ListQuery;
  /** What says which rows, as it was given: the job that writes the file reads it again. */
  abstract readonly given: Readonly<Record<string, unknown>>;
}
