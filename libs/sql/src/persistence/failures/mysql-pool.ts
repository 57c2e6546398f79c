import type mysql from 'mysql2';
import type { FailureLog } from './failure-log.js';
import { noteConnections, PoolConnections } from './pool-connections.js';
import { watch } from './watched-connection.js';

/** mysql2's pool, which lends no connection that is known to be no good. */
export function watchedMysqlPool(pool: mysql.Pool, failures: FailureLog): mysql.Pool {
  const connections = new PoolConnections(failures);
  noteConnections(pool, connections);
  pool.on('connection', (connection) => {
    connections.opened(connection);
    watch(connection, ['query', 'execute', 'prepare'], connections);
  });
  const lend = pool.getConnection.bind(pool);
  pool.getConnection = (done) =>
    lend((error, connection) => {
      if (error) done(connections.refused(error), connection);
      else if (connections.mayBeLent(connection)) done(null, connection);
      else {
        connection.destroy();
        pool.getConnection(done);
      }
    });
  return pool;
}
