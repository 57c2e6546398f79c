import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Longest line, in bytes: two of them are one read. */
const longestLine = 500;
const readBytes = 2 * longestLine + 2;
/** Lines that are looked at when the file is checked. */
const samples = 512;
const hashLine = /^[0-9A-Fa-f]{40}(:\d+)?$/;

/**
 * A file of passwords that nobody may have, as large as it may be: one a line in the order of their bytes (`LC_ALL=C sort`), or
 * their SHA-1 in hex in this order, each with `:<count>` or without (the form of Have I Been Pwned). It is searched where it
 * lies, some thirty small reads a password.
 */
export class BlocklistFile {
  constructor(private readonly path: string) {}

  /** Why the file can't be used; null when it can. Looks at some of its lines. */
  problem(): string | null {
    let file: number;
    try {
      file = openSync(this.path, 'r');
    } catch (error) {
      return `names a file that cannot be read (${(error as { code?: string }).code ?? 'unknown error'}).`;
    }
    try {
      const stat = statSync(this.path);
      if (!stat.isFile()) return 'must name a file.';
      return problemOf(stat.size, (at) => {
        const buffer = Buffer.alloc(readBytes);
        return buffer.subarray(0, readSync(file, buffer, 0, readBytes, at));
      });
    } finally {
      closeSync(file);
    }
  }

  /** Whether one of the passwords is in the file. @throws Error of `node:fs` when it can't be read any more */
  async includesAny(passwords: readonly string[]): Promise<boolean> {
    const file = await open(this.path, 'r');
    try {
      const { size } = await file.stat();
      const hashed = hashLine.test(textOf(lineAt(await read(file, 0), 0)));
      for (const password of new Set(passwords))
        if (await isIn(file, size, hashed ? sha1(password) : Buffer.from(password), hashed)) return true;
      return false;
    } finally {
      await file.close();
    }
  }
}

/** Finds the first line that is not less than what is wanted. */
async function isIn(file: FileHandle, size: number, wanted: Buffer, hashed: boolean): Promise<boolean> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { start, line } = next(await read(file, Math.max(0, middle - 1)), middle);
    if (start >= high) high = middle;
    else if (keyOf(line, hashed).compare(wanted) < 0) low = start + line.length + 1;
    else high = middle;
  }
  return low < size && keyOf(lineAt(await read(file, low), 0), hashed).equals(wanted);
}

/** The first line that begins at `from` or later, in bytes read from the one before it. */
function next(bytes: Buffer, from: number): { readonly start: number; readonly line: Buffer } {
  if (from === 0) return { start: 0, line: lineAt(bytes, 0) };
  const end = bytes.indexOf(10);
  if (end < 0) return { start: Number.POSITIVE_INFINITY, line: bytes };
  return { start: from + end, line: lineAt(bytes, end + 1) };
}

function problemOf(size: number, readAt: (at: number) => Buffer): string | null {
  if (size === 0) return 'names an empty file.';
  const hashed = hashLine.test(textOf(lineAt(readAt(0), 0)));
  let before: Buffer | null = null;
  for (let sample = 0; sample < samples; sample += 1) {
    const at = Math.floor((size * sample) / samples);
    const bytes = readAt(Math.max(0, at - 1));
    const { start, line } = next(bytes, at);
    const endsHere = at + bytes.length >= size;
    if (line.length > longestLine || (start === Number.POSITIVE_INFINITY && !endsHere))
      return `names a file with a line of more than ${longestLine} bytes, near byte ${at}.`;
    if (start >= size) continue;
    if (hashed && !hashLine.test(textOf(line)))
      return `names a file whose first line is a SHA-1, but the line at byte ${start} is not.`;
    const key = keyOf(line, hashed);
    if (before && before.compare(key) > 0)
      return `names a file that is not sorted: the line at byte ${start} is less than an earlier one. Sort it with LC_ALL=C sort.`;
    before = key;
  }
  return null;
}

async function read(file: FileHandle, at: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, at);
  return buffer.subarray(0, bytesRead);
}

function lineAt(bytes: Buffer, start: number): Buffer {
  const end = bytes.indexOf(10, start);
  return bytes.subarray(start, end < 0 ? bytes.length : end);
}

function textOf(line: Buffer): string {
  return line.toString('latin1').replace(/\r$/, '');
}

function keyOf(line: Buffer, hashed: boolean): Buffer {
  const bare = line.at(-1) === 13 ? line.subarray(0, -1) : line;
  return hashed ? Buffer.from(bare.toString('latin1').slice(0, 40).toUpperCase()) : bare;
}

function sha1(password: string): Buffer {
  return Buffer.from(createHash('sha1').update(password).digest('hex').toUpperCase());
}
