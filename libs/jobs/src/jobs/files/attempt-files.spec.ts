import { scopeOf } from '@keelson/kernel';
import { expect, it, vi } from 'vitest';
import type { Database } from '@keelson/sql';
import type { JobMarks } from '../job-marks.js';
import { AttemptFiles, largestFileBytes } from './attempt-files.js';
import { uploadedChunk, type JobFiles } from './job-files.js';

const mebibyte = Buffer.alloc(1_048_576);
const ref = { id: 'a', scope: scopeOf('o'), attempt: 1, admittedAt: new Date() };

function fileStore() {
  const lengths: number[] = [];
  const files = {
    create: vi.fn(),
    grow: vi.fn(),
    remove: vi.fn(),
    append: (_id: string, number: number, chunk: Buffer) => {
      lengths[number] = chunk.length;
      return Promise.resolve();
    },
  };
  const database = { transaction: (work: () => unknown) => Promise.resolve(work()) };
  const marks = { hold: vi.fn() };
  const store = new AttemptFiles(
    database as unknown as Database,
    marks as unknown as JobMarks,
    files as unknown as JobFiles,
  );
  const write = (content: Iterable<Buffer>) =>
    store.write(ref, { name: 'x', mediaType: 'text/plain' }, content, new AbortController().signal);
  return { write, files, lengths };
}

it('is stored in even chunks, up to the largest file', async () => {
  const { write, files, lengths } = fileStore();
  const pieces = [
    ...Array<Buffer>(largestFileBytes / mebibyte.length - 1).fill(mebibyte),
    mebibyte.subarray(9),
  ];
  expect(await write(pieces)).toEqual({ bytes: largestFileBytes - 9 });
  expect(lengths.slice(0, -1).every((length) => length === uploadedChunk)).toBe(true);
  expect(lengths.at(-1)).toBe(uploadedChunk - 9);
  expect(files.grow).toHaveBeenCalledExactlyOnceWith('a', { bytes: largestFileBytes - 9, complete: true });
  expect(files.remove).not.toHaveBeenCalled();
});

it('is removed again beyond that', async () => {
  const { write, files } = fileStore();
  const endless = (function* () {
    for (;;) yield mebibyte;
  })();
  await expect(write(endless)).rejects.toThrow(
    "jobs.file_too_large: A job's file can have at most 268435456 bytes.",
  );
  expect(files.remove).toHaveBeenCalledExactlyOnceWith('a');
  expect(files.grow).not.toHaveBeenCalled();
});
