import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs } from './programs.js';
import {
  freePort,
  requireProgram,
  type RunningServer,
  serverFolder,
  supervise,
  waitUntilReady,
} from '@keelson/testing/servers';

export interface NginxOptions {
  /** Directives of its one server, such as locations. */
  readonly server: readonly string[];
}

/** A private nginx on a free port, without TLS. */
export async function startNginx({ server: directives }: NginxOptions): Promise<RunningServer> {
  const program = await requireProgram(programs.nginx);
  const { folder, remove } = serverFolder('nginx', {});
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  const port = await freePort();
  const log = join(folder, 'nginx.log');
  const file = join(folder, 'nginx.conf');
  const settings = [
    'daemon off;',
    // One process, under the user who starts it: nothing is left when that one is ended.
    'master_process off;',
    `pid "${join(folder, 'nginx.pid')}";`,
    'error_log stderr warn;',
    'events { worker_connections 64; }',
    'http {',
    'access_log off;',
    // Where it would write by default is another user's.
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path "${join(temporary, name)}";`,
    ),
    'server {',
    `listen 127.0.0.1:${port};`,
    ...directives,
    '}',
    '}',
  ];
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });

  const server = await supervise({
    command: program.path,
    arguments: ['-p', folder, '-e', 'stderr', '-c', file],
    environment: program.environment,
    log,
    signal: 'SIGTERM',
    remove,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady('nginx', server, log, async () => {
    await fetch(url);
  });
  return { url, pid: server.pid, stop: () => server.stop() };
}
