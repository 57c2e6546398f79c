import { startMariadb } from '../../test/support/servers/mariadb.js';

export interface BenchDatabase {
  /** Of the server, with an account that may do everything. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * A private MariaDB on `cpu`, with room for the whole table in memory and for a run's writes in its log: a read from disk, or
 * a wait for the log, would be one server's bad luck.
 */
export async function startDatabase(cpu: string | undefined): Promise<BenchDatabase> {
  const settings = { 'innodb-buffer-pool-size': '512M', 'innodb-log-file-size': '1G' };
  const server = await startMariadb(cpu === undefined ? { settings } : { settings, cpu });
  const { pid } = server;
  if (pid === undefined) throw new Error('bench: the CPU of a MariaDB that is not ours can not be measured');
  return { url: server.url, pid, stop: () => server.stop() };
}
