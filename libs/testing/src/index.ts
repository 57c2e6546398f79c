export { startApplication, type StartOptions, type TestApp } from './application.js';
export { httpTo } from './http-to.js';
export { Mailbox } from './mailbox.js';
export { createMigratedDatabase, type Root } from './migrated-database.js';
export { MovableDatabase, withMovableClock } from './movable-database.js';
export {
  createDatabase,
  openSql,
  startServers,
  type Engine,
  type SqlSession,
  type StartedServers,
  type TestDatabase,
  type TestServers,
} from './servers/index.js';
export {
  signIn,
  signInAsOperator,
  type Answer,
  type Http,
  type RequestOptions,
  type SignedIn,
} from './signed-in.js';
