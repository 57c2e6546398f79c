/** What rows travel as, by media type: RFC 4180, and one JSON object a line. */
export const transferFormats = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
export type TransferFormat = keyof typeof transferFormats;
