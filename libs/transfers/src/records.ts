import type { FilePlace, FileRecord } from './file-record.js';
import { RecordCutter } from './record-cutter.js';

/**
 * Cuts a stream of bytes into records.
 * @param from where the first byte of `chunks` stands in the file
 * @param quoted line ends within quotes belong to the record, as in CSV (RFC 4180)
 */
export async function* recordsOf(
  chunks: AsyncIterable<Buffer>,
  from: FilePlace,
  quoted: boolean,
): AsyncGenerator<FileRecord, void> {
  const cutter = new RecordCutter(from, quoted);
  for await (const chunk of chunks) yield* cutter.push(chunk);
  yield* cutter.finish();
}
