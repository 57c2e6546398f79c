import { loadSettings } from '@keelson/runtime';
import { findContributions } from '@keelson/runtime/ports';
import { migrationsPoint } from '@keelson/sql/ports';
import type { DynamicModule, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { claimRedisDatabase, type Engine, type TestDatabase, type TestServers } from './servers/index.js';
import { cloneDatabase } from './servers/cloned-database.js';

/** The root module of an application. */
export type Root = Type | DynamicModule;

/**
 * A database of its own with the tables of the whole application, for one test file; modules beyond it add their own. The
 * tables are made once per run and list of migrations, and copied.
 */
export async function createMigratedDatabase(
  root: Root,
  engine: Engine,
  servers: TestServers,
): Promise<TestDatabase> {
  return cloneDatabase(engine, servers, await tablesOf(root), (url) => migrate(root, url, servers));
}

/** What decides the tables: the migrations of all modules. Roots may share a name, and name the same ones. */
async function tablesOf(root: Root): Promise<string> {
  const migrations = (await findContributions(root, migrationsPoint)).flat();
  return JSON.stringify(migrations.map((one) => [one.name, String(one)]));
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
