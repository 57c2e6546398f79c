import {
  createDatabase,
  type RunningServer,
  startMariadb,
  startPostgres,
  startRedis,
  type TestServers,
} from '@keelson/testing/servers';
import { onDatabase } from './data/sql.js';
import { pinSelf, treeCpuSeconds, type Cores } from './machine.js';
import type { Engine } from './servers/settings.js';

/** An empty database, and a number of Redis for it where there is a Redis. */
export interface Place {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

/** The database server of one engine, on the core that it shares with the load, with Redis beside MariaDB. */
export class Ground {
  private redisNumber = 0;

  private constructor(
    readonly engine: Engine,
    readonly version: string,
    private readonly database: RunningServer & { readonly pid: number },
    private readonly redis: RunningServer | null,
  ) {}

  static async start(engine: Engine, cores: Cores): Promise<Ground> {
    // What this process starts runs where this process runs.
    pinSelf(cores.rest);
    const database =
      engine === 'mysql' ? await startRoomyMariadb() : await startPostgres({ load: compiledServer });
    const redis = engine === 'mysql' ? await startRedis() : null;
    const { pid } = database;
    if (pid === undefined)
      throw new Error(
        'bench: CPU time can be measured only for a database server that the bench started itself',
      );
    const [row] = await onDatabase(engine, database.url, (query) => query('SELECT VERSION() AS version'));
    const version = String(row?.['version']).replace(/ on .*/, '');
    return new Ground(engine, version, { ...database, pid }, redis);
  }

  /** A new place that nobody else uses. */
  async place(): Promise<Place> {
    const servers: TestServers = {
      mysql: null,
      postgres: null,
      redis: null,
      [this.engine]: this.database.url,
    };
    const { url } = await createDatabase(this.engine, servers);
    this.redisNumber += 1;
    const redisUrl = this.redis && new URL(`/${this.redisNumber}`, this.redis.url).href;
    return { databaseUrl: url, redisUrl };
  }

  /** CPU seconds that the database server has used so far, all its processes together. */
  cpuSeconds(): number {
    return treeCpuSeconds(this.database.pid);
  }

  async stop(): Promise<void> {
    await Promise.all([this.database.stop(), this.redis?.stop()]);
  }
}

/** The libraries are built apart from the bench. */
const compiledServer = () => import('@keelson/embedded-postgres');

/**
 * With room for all tables in memory and for a run's writes in its log: a read from disk, or a wait for the log, would be
 * one side's bad luck.
 */
function startRoomyMariadb(): Promise<RunningServer> {
  return startMariadb({ settings: { 'innodb-buffer-pool-size': '768M', 'innodb-log-file-size': '1G' } });
}
