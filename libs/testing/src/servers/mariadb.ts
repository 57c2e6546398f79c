import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { loadMysql } from './drivers.js';
import { requireProgram, type Program, type WantedProgram } from './programs.js';
import {
  freePort,
  newPassword,
  serverFolder,
  type RunningServer,
  type ServerOptions,
} from './running-server.js';
import { supervise, waitUntilReady } from './supervise.js';

const mariadb: WantedProgram = {
  title: 'MariaDB',
  names: ['mariadbd', 'mysqld'],
  packagePattern: '^mariadb-server-core(-[0-9.]+)?$',
  accepts: /MariaDB/,
  isBesideItsFiles: true,
  fix: 'install MariaDB so that mariadbd is in PATH, or set TEST_DATABASE_URL=mysql://user:password@host:port/',
};

export interface MariadbOptions extends ServerOptions {
  /** Processors to pin the server to, as `taskset -c` writes them: `0` or `0,2-3`. */
  readonly cpu?: string;
  /** Server settings on top of those for test speed, such as `{ 'innodb-buffer-pool-size': '1G' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Fast rather than durable: a test run that loses power starts again. */
const SETTINGS = {
  'bind-address': '127.0.0.1',
  // Relative to the data folder, because the path of a socket may have no more than 107 characters.
  socket: 'mariadb.sock',
  'pid-file': 'mariadb.pid',
  'skip-name-resolve': 1,
  'character-set-server': 'utf8mb4',
  'max-connections': 500,
  'innodb-flush-log-at-trx-commit': 2,
  'sync-binlog': 0,
  'innodb-doublewrite': 0,
  'innodb-buffer-pool-size': '256M',
  // When a burst fills it, MariaDB 10.11.19 was seen to stop all writers for good: its page cleaner slept on.
  'innodb-log-file-size': '256M',
} as const;

/** A private MariaDB on a free port; its `root` may do everything. */
export async function startMariadb(options: MariadbOptions = {}): Promise<RunningServer> {
  const program = await requireProgram(mariadb);
  const { folder, remove } = serverFolder('mariadb', options);
  const port = options.port ?? (await freePort());
  const password = options.password ?? newPassword();
  const log = join(folder, 'mariadb.log');
  const data = join(folder, 'data');
  const share = shareFolder(program);
  // A server that starts deletes what it takes for left-over temporary tables in there: those of the others.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });

  const accounts = join(folder, 'accounts.sql');
  writeFileSync(accounts, accountStatements(password), { mode: 0o600 });
  const settings = {
    ...SETTINGS,
    ...options.settings,
    datadir: data,
    tmpdir: temporary,
    port,
    'init-file': accounts,
    'lc-messages-dir': share,
    'character-sets-dir': join(share, 'charsets'),
    // The server refuses to run as root unless told so; who else there is on this machine is unknown.
    ...(process.getuid?.() === 0 ? { user: 'root' } : {}),
  };
  const file = join(folder, 'mariadb.cnf');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  writeFileSync(file, `[mariadbd]\n${lines.join('\n')}\n`, { mode: 0o600 });

  if (!existsSync(join(data, 'mysql'))) await createSystemTables(program, { share, data, temporary });
  const command = [program.path, `--defaults-file=${file}`];
  if (options.cpu) command.unshift('taskset', '-c', options.cpu);
  const server = await supervise({
    command: command[0],
    arguments: command.slice(1),
    environment: program.environment,
    log,
    signal: 'SIGTERM',
    remove,
  });
  const url = `mysql://root:${password}@127.0.0.1:${port}/`;
  const { createConnection } = await loadMysql();
  await waitUntilReady('MariaDB', server, log, async () => {
    // Refused by a plain socket: what the driver makes of a refusal costs more, and this is asked again and again.
    await canConnect(port);
    const connection = await createConnection(url);
    await connection.end();
  });
  return { url, pid: server.pid, stop: () => server.stop() };
}

/** @throws Error while nobody listens on this port of 127.0.0.1 */
async function canConnect(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

function accountStatements(password: string): string {
  // One statement per line: that is how the server reads an init file.
  return ['127.0.0.1', 'localhost']
    .flatMap((host) => [
      `CREATE OR REPLACE USER 'root'@'${host}' IDENTIFIED BY '${password}';`,
      `GRANT ALL PRIVILEGES ON *.* TO 'root'@'${host}' WITH GRANT OPTION;`,
    ])
    .join('\n')
    .concat('\n');
}

/**
 * What `mariadb-install-db` does, without it: the script needs a program of the client package and fixed places, and
 * this has to work from `mariadb-server-core` alone, unpacked into any folder.
 */
async function createSystemTables(
  program: Program,
  { share, data, temporary }: { share: string; data: string; temporary: string },
): Promise<void> {
  mkdirSync(data, { recursive: true });
  const scripts = ['mysql_system_tables.sql', 'mysql_performance_tables.sql', 'mysql_system_tables_data.sql'];
  const sql = [
    'create database if not exists mysql;',
    'use mysql;',
    'SET @auth_root_socket=NULL;',
    ...scripts.map((script) => readFileSync(join(share, script), 'utf8')),
  ].join('\n');
  const bootstrap = spawn(
    program.path,
    [
      '--no-defaults',
      '--bootstrap',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--lc-messages-dir=${share}`,
      `--character-sets-dir=${join(share, 'charsets')}`,
      `--innodb-log-file-size=${SETTINGS['innodb-log-file-size']}`,
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-doublewrite=0',
      // The scripts name the engine of each table, and not every build has them all.
      '--enforce-storage-engine=',
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, ...program.environment } },
  );
  let output = '';
  bootstrap.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  bootstrap.stdin.on('error', () => {});
  bootstrap.stdin.end(sql);
  const [code] = (await once(bootstrap, 'close')) as [number | null];
  if (code !== 0) {
    const why = output.split('\n').filter((line) => line.includes('ERROR'));
    throw new Error(`MariaDB could not create its system tables in ${data}: ${why.join(' | ')}`);
  }
}

/** The server's own files (messages, character sets, system tables), found from where its program is. */
function shareFolder(program: Program): string {
  const candidates = [
    '../share/mysql',
    '../share/mariadb',
    '../share',
    '../../share/mysql',
    '../../share/mariadb',
  ];
  for (const candidate of candidates) {
    const folder = resolve(program.path, '..', candidate);
    if (existsSync(join(folder, 'mysql_system_tables.sql'))) return folder;
  }
  throw new Error(
    `MariaDB at ${program.path} is incomplete: its share folder has no mysql_system_tables.sql`,
  );
}
