import 'reflect-metadata';
import { createDatabase, startServers, type Engine } from '@keelson/testing/servers';
import { writeFixture } from './fixture.js';
import { useDatabase } from './used-database.js';

/** Writes the fixtures of the present version. @returns a line for each */
export async function writeFixtures(engines: readonly Engine[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const engine of engines) {
    const { servers, stop } = await startServers(engine);
    try {
      const database = await createDatabase(engine, servers);
      const used = await useDatabase(engine, servers, database.url);
      const bytes = await writeFixture(engine, database.url, used);
      lines.push(`${engine}: ${(bytes / 1024).toFixed(0)} KiB`);
    } finally {
      await stop();
    }
  }
  return lines;
}
