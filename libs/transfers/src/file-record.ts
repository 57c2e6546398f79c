/** Bytes of the longest record that is read. */
export const longestRecord = 262_144;

/** A record of a file: a line, or several when a quoted cell of CSV holds line ends. */
export interface FileRecord {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  /** Its bytes without the line end, and without a byte order mark before the first; null when there is a {@link fault}. */
  readonly bytes: Buffer | null;
  /** Why it can't be read. It is one line then. */
  readonly fault: string | null;
  /** Where the next one begins. The records of a file have all of its lines, each once. */
  readonly next: FilePlace;
}

/** Bytes from the beginning of the file, and the line there, from 1. */
export interface FilePlace {
  readonly at: number;
  readonly line: number;
}
