import {
  createMigratedDatabase as create,
  type Engine,
  type TestDatabase,
  type TestServers,
} from '@keelson/testing';
import { AppModule } from '../../src/app.module.js';

/** A database of its own with the tables of this application, for one test file; modules beyond it add their own. */
export function createMigratedDatabase(engine: Engine, servers: TestServers): Promise<TestDatabase> {
  return create(AppModule, engine, servers);
}
