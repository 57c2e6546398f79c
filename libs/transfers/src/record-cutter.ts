import { longestRecord, type FilePlace, type FileRecord } from './file-record.js';

const newline = 10;
const carriageReturn = 13;
const quote = 34;
const comma = 44;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Why a record is not one. */
const faults = {
  stray: 'has a quote in the wrong place (RFC 4180)',
  unclosed: 'has a quote that is not closed (RFC 4180)',
  long: `has more than ${longestRecord} bytes`,
} as const;

/**
 * Where the next byte of CSV stands: at the beginning of a cell, in a plain one, inside quotes, after closing ones, or after
 * a carriage return behind those. In a line of NDJSON, and in what is left of a broken line, only the line end counts.
 */
type State = 'begin' | 'plain' | 'quoted' | 'closed' | 'return' | 'line';

/**
 * Cuts the bytes of a file into records as they come, whatever the chunks. Each line end of the file belongs to exactly one
 * record. A record that breaks RFC 4180 is its first line and no more: the next one begins after that line, and what was
 * taken for the inside of a quoted cell is read again as lines. No more than {@link longestRecord} bytes and a chunk are held.
 */
export class RecordCutter {
  /** Bytes of the present record that have come, and what follows it. */
  private held: Buffer = Buffer.alloc(0);
  /** How many of them have been looked at. */
  private scanned = 0;
  private state: State;
  /** Bytes up to and with the first line end inside of the record; 0 while there is none. */
  private firstLine = 0;
  private lineEndsWithin = 0;
  /** Why the present line is broken; it ends at its line end, and its bytes are not kept. */
  private fault: string | null = null;
  private start: FilePlace;
  /** Where in the file the held bytes begin. */
  private at: number;

  /**
   * @param from where the first byte that comes stands in the file
   * @param quoted line ends within quotes belong to the record, as in CSV
   */
  constructor(
    from: FilePlace,
    private readonly quoted: boolean,
  ) {
    this.start = from;
    this.at = from.at;
    this.state = quoted ? 'begin' : 'line';
  }

  /** The records that end in this chunk. */
  *push(chunk: Buffer): Generator<FileRecord, void> {
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    yield* this.cut(false);
  }

  /** The records that end with the file. */
  *finish(): Generator<FileRecord, void> {
    yield* this.cut(true);
  }

  private *cut(isLast: boolean): Generator<FileRecord, void> {
    if (this.at === 0 && !this.passMark(isLast)) return;
    for (let record = this.next(isLast); record; record = this.next(isLast)) yield record;
  }

  /** Leaves a byte order mark out. @returns false while too few bytes have come to tell */
  private passMark(isLast: boolean): boolean {
    if (this.held.length < byteOrderMark.length) return isLast;
    if (this.held.subarray(0, byteOrderMark.length).equals(byteOrderMark)) this.skip(byteOrderMark.length);
    return true;
  }

  private next(isLast: boolean): FileRecord | null {
    for (;;) {
      switch (this.scan()) {
        case 'ended':
          return this.take(this.scanned);
        case 'stray':
          if (this.firstLine > 0) return this.take(this.firstLine, faults.unclosed);
          this.breakLine(faults.stray);
          break;
        case 'long':
          if (this.firstLine > 0)
            return this.take(this.firstLine, this.state === 'quoted' ? faults.unclosed : faults.long);
          this.breakLine(faults.long);
          break;
        case 'more':
          return this.rest(isLast);
      }
    }
  }

  /** What is left when all that has come was looked at. */
  private rest(isLast: boolean): FileRecord | null {
    if (!isLast) {
      if (this.fault) this.skip(this.held.length);
      return null;
    }
    if (this.at + this.held.length === this.start.at) return null;
    return this.state === 'quoted'
      ? this.take(this.firstLine || this.held.length, faults.unclosed)
      : this.take(this.held.length);
  }

  private scan(): 'ended' | 'stray' | 'long' | 'more' {
    if (this.state === 'line') return this.scanLine();
    for (; this.scanned < this.held.length; this.scanned += 1) {
      const byte = this.held[this.scanned] as number;
      if (byte === newline && this.state !== 'quoted') {
        this.scanned += 1;
        return 'ended';
      }
      if (this.scanned >= longestRecord) return 'long';
      if (byte === newline) {
        this.firstLine ||= this.scanned + 1;
        this.lineEndsWithin += 1;
        continue;
      }
      const state = after(this.state, byte);
      if (state === null) return 'stray';
      this.state = state;
    }
    return 'more';
  }

  private scanLine(): 'ended' | 'long' | 'more' {
    const end = this.held.indexOf(newline, this.scanned);
    this.scanned = end < 0 ? this.held.length : end;
    if (!this.fault && this.scanned > longestRecord) return 'long';
    if (end < 0) return 'more';
    this.scanned += 1;
    return 'ended';
  }

  private breakLine(fault: string): void {
    this.fault = fault;
    this.state = 'line';
  }

  private take(length: number, fault: string | null = this.fault): FileRecord {
    const lines = fault ? 1 : 1 + this.lineEndsWithin;
    const next = { at: this.at + length, line: this.start.line + lines };
    const record = {
      line: this.start.line,
      bytes: fault ? null : withoutEnd(this.held.subarray(0, length)),
      fault,
      next,
    };
    this.skip(length);
    [this.start, this.firstLine, this.lineEndsWithin, this.fault] = [next, 0, 0, null];
    this.state = this.quoted ? 'begin' : 'line';
    return record;
  }

  private skip(length: number): void {
    this.held = this.held.subarray(length);
    this.at += length;
    this.scanned = 0;
  }
}

/** @returns null where RFC 4180 has no such byte */
function after(state: State, byte: number): State | null {
  switch (state) {
    case 'quoted':
      return byte === quote ? 'closed' : 'quoted';
    case 'closed':
      if (byte === quote) return 'quoted';
      if (byte === carriageReturn) return 'return';
      return byte === comma ? 'begin' : null;
    case 'return':
      return null;
    default:
      if (byte === comma) return 'begin';
      if (byte === quote) return state === 'begin' ? 'quoted' : null;
      return 'plain';
  }
}

function withoutEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === newline ? bytes.length - 1 : bytes.length;
  return bytes.subarray(0, bytes[end - 1] === carriageReturn ? end - 1 : end);
}
