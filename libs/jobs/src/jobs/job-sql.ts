import { databaseNow } from '@keelson/sql/ports';

/** `?, ?, ?` */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** What every write of a row does to it. */
export const touched = `version = version + 1, updated_at = ${databaseNow}`;

/** What the end of a job does to its row, whichever end it is. */
export const whenOver = `${touched}, run_at = NULL, dedupe_key = NULL, finished_at = ${databaseNow}`;

/** What success does: the job leaves its line. */
export const whenDone = `state = 'done', problem = NULL, line = NULL, ${whenOver}`;
