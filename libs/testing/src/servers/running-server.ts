import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private server of a test run. It also ends when the process which started it ends. */
export interface RunningServer {
  /** With user and password where the server knows such. */
  readonly url: string;
  /** Of the server itself, so that a test can measure or kill it; absent where the server is not ours. */
  readonly pid?: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Where the data lives. It is kept on stop; without one, a temporary folder is made and removed. */
  readonly directory?: string;
  /** Port and password of an earlier start, to bring the same server back under the same URL. */
  readonly port?: number;
  readonly password?: string;
  /** The temporary folder is in memory where there is room: making tables is eight times as fast as on a disk. */
  readonly inMemory?: boolean;
}

/** What several test databases and their logs need, with plenty to spare. */
const roomBytes = 4 * 2 ** 30;
const memoryFolder = '/dev/shm';

/** The folder for a server's data: the given one, or a new temporary one that is listed in `remove`. */
export function serverFolder(
  name: string,
  { directory, inMemory = false }: ServerOptions,
): { folder: string; remove: string[] } {
  if (directory) {
    mkdirSync(directory, { recursive: true });
    return { folder: directory, remove: [] };
  }
  const folder = mkdtempSync(join(inMemory && memoryHasRoom() ? memoryFolder : tmpdir(), `keelson-${name}-`));
  // PostgreSQL runs as another user when we are root, and has to reach its data below this folder.
  chmodSync(folder, 0o755);
  return { folder, remove: [folder] };
}

function memoryHasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize > roomBytes;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port on 127.0.0.1'));
      });
    });
  });
}

export function newPassword(): string {
  return randomBytes(12).toString('hex');
}
