import { uploadedChunk } from './job-files.js';

/** Pieces of any size as chunks of {@link uploadedChunk} bytes, of which the last one is what is left. */
export async function* evenChunks(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Buffer, void> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < uploadedChunk) continue;
    let all: Buffer = Buffer.concat(held, length);
    for (; all.length >= uploadedChunk; all = all.subarray(uploadedChunk))
      yield all.subarray(0, uploadedChunk);
    [held, length] = [[all], all.length];
  }
  if (length > 0) yield Buffer.concat(held, length);
}
