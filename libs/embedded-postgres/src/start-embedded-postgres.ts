import pg from 'pg';
import { APPLICATION_ROLE, ensureCluster } from './cluster.js';
import { openDataFolder } from './data-folder.js';
import { EmbeddedPostgresError, explain } from './embedded-postgres.error.js';
import { lockFolder } from './folder-lock.js';
import { keepPostmaster } from './kept-postmaster.js';
import { type Postmaster } from './postmaster.js';
import { preparePrograms } from './programs.js';

/** Names that mean the same in SQL and in every client's reading of a connection URL. */
const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  /** Where the application connects, with its password: treat it as a secret. */
  readonly url: string;
  /** Where the data is; not the directory asked for when root had to move it (see {@link EmbeddedPostgresOptions}). */
  readonly directory: string;
  /**
   * Resolves when the server has ended so often that it is not started again, with what to tell; until then one that ends
   * unexpectedly is started again under the same URL.
   */
  readonly lost: Promise<EmbeddedPostgresError>;
  /**
   * Shuts the server down (fast: open transactions are rolled back; after 10 s immediately) and frees the folder.
   * Close the connections first. May be called more than once; never fails because the server is already gone.
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The folder for everything: data, password, log, lock. Created when it is not there. */
  readonly directory: string;
  /** Told of each thing worth knowing, one line at a time, without secrets. */
  readonly log: (line: string) => void;
  /** The database to connect to, in lower case; created when it is not there. `keelson` by default. */
  readonly database?: string;
  /**
   * Started by root, PostgreSQL runs under uid 65534, which cannot enter a private home. True (the default): the data
   * then lies below /var/lib/keelson, and `log` says so. False, for a directory that somebody has chosen: an error.
   */
  readonly mayMove?: boolean;
}

/**
 * Starts a real PostgreSQL out of the npm packages, for evaluation and tests: on a free port of 127.0.0.1, with a
 * random password, fsync on, UTF-8, locale C, UTC. The first start in a folder creates the database.
 *
 * One process at a time may use a folder. A server that a killed process left behind is ended and started anew; what
 * was committed is there.
 * @throws EmbeddedPostgresError saying in one line what is wrong and what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, database = 'keelson', mayMove = true } = options;
  const began = performance.now();
  let release = (): Promise<void> => Promise.resolve();
  let path = options.directory;
  try {
    if (!DATABASE_NAME.test(database)) {
      throw new EmbeddedPostgresError(
        `"${database}" cannot be the name of the embedded database: use at most 63 lower-case letters, digits and underscores.`,
      );
    }
    const folder = await openDataFolder({ directory: options.directory, mayMove, log });
    path = folder.path;
    const lock = await lockFolder(folder.path, folder.lock);
    release = () => lock.release();
    const programs = await preparePrograms(folder.path, folder.account, log);
    const password = await ensureCluster(folder, programs, log);
    const postmaster = await keepPostmaster(folder, programs, log);
    release = () => postmaster.stop().finally(() => lock.release());
    await ensureDatabase(postmaster, password, database);
    const took = Math.round(performance.now() - began);
    log(
      `PostgreSQL ${programs.version} is ready on 127.0.0.1:${postmaster.port} after ${took} ms, data in ${path}`,
    );
    let stopped: Promise<void> | undefined;
    return {
      url: urlOf(postmaster, password, database),
      directory: path,
      lost: postmaster.lost,
      stop: () => (stopped ??= release()),
    };
  } catch (error) {
    await release();
    throw explain(error, path);
  }
}

async function ensureDatabase(postmaster: Postmaster, password: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(postmaster, password, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function urlOf(postmaster: Postmaster, password: string, database: string): string {
  return `postgresql://${APPLICATION_ROLE}:${password}@127.0.0.1:${postmaster.port}/${database}`;
}
