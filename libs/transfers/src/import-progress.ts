import { givenUp, type JobFile } from '@keelson/jobs/ports';
import type { FilePlace } from './file-record.js';
import { linesUnaccounted } from './transfers.errors.js';

/** How much of a file has been read. */
export interface LinesRead extends FilePlace {
  /** Lines that are to become rows, whatever comes of them; a row with line ends in its cells is one. */
  readonly rows: number;
  /** Lines that hold no row of their own: the header, empty ones, and those that go on with the row of an earlier one. */
  readonly skipped: number;
}

/** How far an import is. What is before it has been written, with this, in one transaction. */
export interface ImportProgress extends LinesRead {
  /** The columns of CSV, once they are read. */
  readonly header: readonly string[] | null;
  readonly accepted: number;
  readonly refused: number;
  /** Refused lines that the report holds. */
  readonly reported: number;
  readonly reportChunks: number;
  readonly reportBytes: number;
  readonly complete: boolean;
}

/** What an import shows as its job's result. */
export interface ImportResult {
  /** Accepted and refused together. */
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  /** Refused lines that the report names. */
  readonly reported: number;
  /** Lines that hold no row of their own. With {@link lines} they are all lines of the file. */
  readonly skipped: number;
}

const beginning: ImportProgress = {
  at: 0,
  line: 1,
  rows: 0,
  skipped: 0,
  header: null,
  accepted: 0,
  refused: 0,
  reported: 0,
  reportChunks: 0,
  reportBytes: 0,
  complete: false,
};

/** Where an attempt begins. @param checkpoint what an earlier one has saved */
export function progressFrom(checkpoint: unknown): ImportProgress {
  const saved = checkpoint as (ImportProgress & { readonly rows?: number }) | null;
  if (!saved) return beginning;
  // Saved by a version that counted only what became of lines.
  if (saved.rows === undefined) {
    const rows = saved.accepted + saved.refused;
    return { ...saved, rows, skipped: saved.line - 1 - rows };
  }
  return saved;
}

/**
 * Holds what became of the lines against those that were read, and these against those that came with the upload.
 * @throws UnrecoverableError for `jobs.lines_unaccounted`
 */
export function assertAccounted(
  { at, rows, skipped, accepted, refused }: ImportProgress,
  { bytes, lines }: Pick<JobFile, 'bytes' | 'lines'>,
): void {
  const known = lines ?? rows + skipped;
  if (accepted + refused === rows && rows + skipped === known && at === bytes) return;
  throw givenUp(
    linesUnaccounted({
      detail: `The file has ${known} lines (${bytes} bytes), but the import read ${rows + skipped} lines (${at} bytes). Lines with a row: ${rows}, of which ${accepted} were accepted and ${refused} refused. Lines without a row: ${skipped}. Compare the imported rows with the file.`,
    }),
  );
}

export function resultOf({ rows, accepted, refused, reported, skipped }: ImportProgress): ImportResult {
  return { lines: rows, accepted, refused, reported, skipped };
}
