import { Test } from '@nestjs/testing';
import { loadSettings } from '@keelson/platform';
import { AppModule } from '../../src/app.module.js';
import {
  claimRedisDatabase,
  cloneDatabase,
  type Engine,
  type TestDatabase,
  type TestServers,
} from './servers/index.js';

/** A database of its own with the tables of the whole application, for one test file; modules beyond it add their own. */
export function createMigratedDatabase(engine: Engine, servers: TestServers): Promise<TestDatabase> {
  return cloneDatabase(engine, servers, (url) => migrate(url, servers));
}

/** What a first start does, up to the last migration: nothing has been written into a table. */
async function migrate(url: string, servers: TestServers): Promise<void> {
  const queue = servers.redis ? await claimRedisDatabase(servers) : null;
  const settings = await loadSettings(AppModule, {
    NODE_ENV: 'test',
    DATABASE_URL: url,
    ...(queue && { REDIS_URL: queue.url }),
    LOG_LEVEL: 'silent',
  });
  // Compiled and not initialized: migrations are applied while the providers are made.
  const module = await Test.createTestingModule({ imports: [settings.module, AppModule] }).compile();
  await module.close();
  await queue?.drop();
}
