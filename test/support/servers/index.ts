export { cloneDatabase } from './cloned-database.js';
export { findChromium, type Chromium } from './chromium.js';
export { startMariadb, type MariadbOptions } from './mariadb.js';
export { startNginx, type NginxOptions } from './nginx.js';
export { startPostgres } from './postgres.js';
export { startRedis } from './redis.js';
export { startServers, type StartedServers } from './start-servers.js';
export type { RunningServer, ServerOptions } from './running-server.js';
export {
  claimRedisDatabase,
  createDatabase,
  type Engine,
  type TestDatabase,
  type TestServers,
} from './test-database.js';
