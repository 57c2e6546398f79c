/** A real PostgreSQL without a server to install: for evaluation on a bare machine, and for tests. */
export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.js';
