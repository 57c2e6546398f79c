import { loadSettings } from '@keelson/runtime';
import type { DynamicModule, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { claimRedisDatabase, type Engine, type TestDatabase, type TestServers } from './servers/index.js';
import { cloneDatabase } from './servers/cloned-database.js';

/** The root module of an application. Roots of one run differ in their names. */
export type Root = Type | DynamicModule;

/**
 * A database of its own with the tables of the whole application, for one test file; modules beyond it add their own. The
 * tables are made once per run and application, and copied.
 */
export function createMigratedDatabase(
  root: Root,
  engine: Engine,
  servers: TestServers,
): Promise<TestDatabase> {
  return cloneDatabase(engine, servers, nameOf(root), (url) => migrate(root, url, servers));
}

function nameOf(root: Root): string {
  return typeof root === 'function' ? root.name : root.module.name;
}

/** What a first start does, up to the last migration: nothing has been written into a table. */
async function migrate(root: Root, url: string, servers: TestServers): Promise<void> {
  const queue = servers.redis ? await claimRedisDatabase(servers) : null;
  const settings = await loadSettings(root, {
    NODE_ENV: 'test',
    DATABASE_URL: url,
    ...(queue && { REDIS_URL: queue.url }),
    LOG_LEVEL: 'silent',
  });
  // Compiled and not initialized: migrations are applied while the providers are made.
  const module = await Test.createTestingModule({ imports: [settings.module, root] }).compile();
  await module.close();
  await queue?.drop();
}
