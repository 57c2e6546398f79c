const newline = 10;
const quote = 34;
const comma = 44;

/** Bytes of the longest record that is read. */
export const longestRecord = 262_144;

/** A record of a file: a line, or several when a quoted cell of CSV holds line ends. */
export interface FileRecord {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  /** Its bytes without the line end; null when there are more than {@link longestRecord}. */
  readonly bytes: Buffer | null;
  /** Where the next one begins: bytes from the beginning of the file, and its line. */
  readonly next: FilePlace;
}

export interface FilePlace {
  readonly at: number;
  readonly line: number;
}

/** Whether a byte of CSV stands at the beginning of a cell, in a plain one, inside quotes, or after closing ones. */
type State = 'begin' | 'plain' | 'quoted' | 'closed';

/**
 * Cuts a stream of bytes into records, whatever the chunks. Only what belongs to the present record is held. A record
 * that is too long ends at its next line end, quoted or not, so that one missing quote does not eat the file.
 * @param from where the first byte of `chunks` stands in the file
 * @param quoted line ends within quotes belong to the record, as in CSV
 */
export async function* recordsOf(
  chunks: AsyncIterable<Buffer>,
  from: FilePlace,
  quoted: boolean,
): AsyncGenerator<FileRecord, void> {
  let held: Buffer[] = [];
  let length = 0;
  let [state, tooLong]: [State, boolean] = ['begin', false];
  let { at, line } = from;
  let first = line;
  const hold = (piece: Buffer): void => {
    length += piece.length;
    if (length > longestRecord) [held, tooLong] = [[], true];
    else held.push(piece);
  };
  const take = (end: number): FileRecord => {
    const record = {
      line: first,
      bytes: tooLong ? null : withoutReturn(held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)),
      next: { at: end, line },
    };
    [held, length, state, tooLong, first] = [[], 0, 'begin', false, line];
    return record;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      if (byte === newline) {
        line += 1;
        const isTooLong = tooLong || length + index - start > longestRecord;
        if (state === 'quoted' && !isTooLong) continue;
        hold(chunk.subarray(start, index));
        start = index + 1;
        yield take(at + start);
      } else if (quoted) state = after(state, byte);
    }
    hold(chunk.subarray(start));
    at += chunk.length;
  }
  if (length > 0) yield take(at);
}

function after(state: State, byte: number): State {
  if (state === 'quoted') return byte === quote ? 'closed' : 'quoted';
  if (byte === comma) return 'begin';
  if (byte === quote) return state === 'plain' ? 'plain' : 'quoted';
  return 'plain';
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
}
