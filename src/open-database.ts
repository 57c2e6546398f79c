import { startEmbeddedPostgres, type EmbeddedPostgres } from '@keelson/platform';
import { join } from 'node:path';
import type { Settings } from '../config/index.js';

export interface OpenedDatabase {
  readonly url: string;
  /** The server that was started for it, to be stopped; null when the settings name one. */
  readonly embedded: EmbeddedPostgres | null;
}

/** Finds the database of the settings, or starts an embedded one. @param output gets the progress of that */
export async function openDatabase(
  settings: Settings,
  output: NodeJS.WritableStream,
): Promise<OpenedDatabase> {
  if (settings.database.url) return { url: settings.database.url, embedded: null };
  output.write('Evaluation mode: DATABASE_URL is not set, so Keelson runs an embedded PostgreSQL.\n');
  const embedded = await startEmbeddedPostgres({
    directory: join(settings.runtime.dataFolder, 'postgres'),
    log: (line) => output.write(`  ${line}\n`),
  });
  return { url: embedded.url, embedded };
}
