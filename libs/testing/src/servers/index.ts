/** The servers of a test run, without an application: `@keelson/testing/servers`. */
export { clientTls, issueCertificates, type CertificateFiles, type Certificates } from './certificates.js';
export { cloneDatabase, type Fill } from './cloned-database.js';
export { startMariadb, type MariadbOptions } from './mariadb.js';
export { startPostgres, type PostgresOptions } from './postgres.js';
export { requireProgram, type Program, type WantedProgram } from './programs.js';
export { startRedis, type RedisOptions } from './redis.js';
export {
  freePort,
  newPassword,
  serverFolder,
  type RunningServer,
  type ServerOptions,
} from './running-server.js';
export { openSql, type SqlSession } from './sql-session.js';
export { startServers, type StartedServers } from './start-servers.js';
export { supervise, waitUntilReady, type Supervised, type SupervisorOrder } from './supervise.js';
export {
  claimRedisDatabase,
  createDatabase,
  type Engine,
  type TestDatabase,
  type TestServers,
} from './test-database.js';
