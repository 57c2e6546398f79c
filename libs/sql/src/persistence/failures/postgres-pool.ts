import type pg from 'pg';
import type { FailureLog } from './failure-log.js';
import { noteConnections, PoolConnections } from './pool-connections.js';
import { watch } from './watched-connection.js';

type Lend = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (broken?: boolean | Error) => void,
) => void;

/** The class of pg's pool that lends no client that is known to be no good. */
export function watchedPostgresPool({
  Pool,
}: typeof pg): new (options: pg.PoolConfig, failures: FailureLog) => pg.Pool {
  return class WatchedPostgresPool extends Pool {
    private readonly connections: PoolConnections;

    constructor(options: pg.PoolConfig, failures: FailureLog) {
      super(options);
      this.connections = new PoolConnections(failures);
      noteConnections(this, this.connections);
      this.on('connect', (client) => {
        this.connections.opened(client);
        // The pool listens to idle clients only; one that breaks off while it is lent out must not end the process.
        client.on('error', heard);
        watch(client, ['query'], this.connections);
      });
    }

    override connect(): Promise<pg.PoolClient>;
    override connect(done: Lend): void;
    override connect(done?: Lend): Promise<pg.PoolClient> | void {
      if (!done)
        return new Promise((resolve, reject) => {
          this.connect((error, client) => (client ? resolve(client) : reject(error as Error)));
        });
      super.connect((error, client, release) => {
        if (!client) done(this.connections.refused(error), undefined, release);
        else if (this.connections.mayBeLent(client)) done(undefined, client, release);
        else {
          release(true);
          this.connect(done);
        }
      });
    }
  };
}

/** It comes back on the statement that runs, or on the next. */
function heard(): void {}
