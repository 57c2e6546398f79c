/** What a file that a job leaves is called. */
export interface FileOfJob {
  /** Under which it is downloaded: 1 to 150 letters, digits, spaces and `. _ -`, as in `stock-2026.csv`. */
  readonly name: string;
  /** `text/csv`, `application/pdf`; with parameters if need be. */
  readonly mediaType: string;
}

/** A file piece by piece; text is written as UTF-8. */
export type FileContent = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** @throws TypeError for a name or media type that could break the headers of the answer */
export function assertFileOfJob({ name, mediaType }: FileOfJob): void {
  if (!/^[A-Za-z0-9][\w .-]{0,149}$/.test(name))
    throw new TypeError(
      'The file name must consist of 1 to 150 letters, digits, spaces and . _ -, for example "stock-2026.csv".',
    );
  // RFC 9110, section 8.3.1.
  if (mediaType.length > 100 || !/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)*$/.test(mediaType))
    throw new TypeError('The media type must look like "text/csv" and have at most 100 characters.');
}
