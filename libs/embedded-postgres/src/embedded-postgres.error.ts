/**
 * The embedded PostgreSQL cannot start or go on. The message is one line that says what is wrong and what to do, fit
 * to be shown to whoever started the process; `cause` holds the technical error, if there was one.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The operating system's code of an error (`ENOENT`, …), or undefined when it has none. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns whatever went wrong while working in `folder` into an {@link EmbeddedPostgresError}. */
export function explain(error: unknown, folder: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new EmbeddedPostgresError(adviceFor(systemCode(error), text, folder), { cause: error });
}

function adviceFor(code: string | undefined, text: string, folder: string): string {
  switch (code ?? /No space left|Disk quota exceeded|Read-only file system/.exec(text)?.[0]) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'No space left':
    case 'Disk quota exceeded':
      return `The disk that holds the database folder ${folder} is full: free some space and start again.`;
    case 'EROFS':
    case 'Read-only file system':
      return `The database folder ${folder} is on a read-only file system: use a writable folder.`;
    case 'EACCES':
    case 'EPERM':
      return `The database folder ${folder} cannot be used by uid ${process.getuid?.() ?? '?'} (${text}): start as the user that owns it, or use another folder.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The database folder ${folder} cannot be created (${text}), because a file exists at that path: use another folder.`;
    default:
      return `The embedded PostgreSQL in ${folder} failed: ${text.replace(/\s*\n\s*/g, ' ').trim()}`;
  }
}
