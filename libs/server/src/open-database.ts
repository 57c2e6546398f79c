import type { EmbeddedPostgres } from '@keelson/embedded-postgres';

import { RuntimeSettings, type LoadedSettings } from '@keelson/runtime';
import { loadPeer } from '@keelson/runtime/ports';
import { DatabaseSettings } from '@keelson/sql';
import { join } from 'node:path';

export interface OpenedDatabase {
  /** The settings, with the URL of the database. */
  readonly settings: LoadedSettings;
  /** The server that was started for it, to be stopped; null when the settings name one. */
  readonly embedded: EmbeddedPostgres | null;
}

/** Finds the database of the settings, or starts an embedded one. @param output gets the progress of that */
export async function openDatabase(
  settings: LoadedSettings,
  output: NodeJS.WritableStream,
): Promise<OpenedDatabase> {
  if (settings.get(DatabaseSettings).url) return { settings, embedded: null };
  output.write('Evaluation mode: DATABASE_URL is not set, so Keelson runs an embedded PostgreSQL.\n');
  const { startEmbeddedPostgres } = await loadEmbeddedPostgres();
  const embedded = await startEmbeddedPostgres({
    directory: join(settings.get(RuntimeSettings).dataFolder, 'postgres'),
    log: (line) => output.write(`  ${line}\n`),
  });
  return { settings: settings.with(DatabaseSettings, { url: embedded.url }), embedded };
}

/** It is a development dependency: production has a database. @throws PlatformError when it is not installed */
function loadEmbeddedPostgres() {
  return loadPeer({
    name: '@keelson/embedded-postgres',
    peerOf: '@keelson/server',
    from: import.meta.url,
    because: 'DATABASE_URL is not set: set it, or use the embedded PostgreSQL',
    load: () => import('@keelson/embedded-postgres'),
  });
}
