import { spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { startTimeOf } from './processes.js';

/** One process at a time may run a server in a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly started: string | undefined;
}

const mostTries = 20;
const betweenTriesMs = 50;

/** Keeps the handles of held locks from being collected, which would close them and so give the folder away. */
const held = new Set<FileHandle>();

/**
 * Takes the folder for this process until {@link FolderLock.release} or the end of the process, however it ends.
 * @param file where the lock lives; it stays when the lock is released, because deleting a lock file invites races.
 * @throws EmbeddedPostgresError naming the process that has the folder.
 */
export async function lockFolder(folder: string, file: string): Promise<FolderLock> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { kernel, owner } = await tryLock(handle);
    if (kernel === 'taken' || (kernel === 'unavailable' && isAlive(owner))) {
      throw new EmbeddedPostgresError(
        `The database folder ${folder} is in use by process ${owner?.pid ?? 'unknown'}: stop that process, or use another folder for this one.`,
      );
    }
    const self: Owner = { pid: process.pid, started: startTimeOf(process.pid) };
    await handle.truncate(0);
    await handle.write(JSON.stringify(self));
  } catch (error) {
    await handle.close();
    throw error;
  }
  held.add(handle);
  return {
    async release() {
      held.delete(handle);
      await handle.truncate(0).finally(() => handle.close());
    },
  };
}

/**
 * A process that was killed while it started a program leaves the lock to that program until it has begun, so one whose
 * owner is not alive is asked for again for a while.
 */
async function tryLock(handle: FileHandle) {
  for (let tries = 1; ; tries += 1) {
    const kernel = await askKernelForLock(handle.fd);
    const owner = await readOwner(handle);
    if (kernel !== 'taken' || isAlive(owner) || tries === mostTries) return { kernel, owner };
    await sleep(betweenTriesMs);
  }
}

/**
 * flock(2) through flock(1), which locks the open file that this process shares with it. The kernel frees it at the
 * moment the process dies, so it can neither be stale nor fooled by a reused pid, and it holds between containers
 * that share a volume. Node itself cannot call flock; where the program is missing (macOS), the recorded owner decides.
 */
function askKernelForLock(fd: number): Promise<'held' | 'taken' | 'unavailable'> {
  return new Promise((resolve) => {
    const child = spawn('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
    child.once('error', () => resolve('unavailable'));
    child.once('close', (code) => resolve(code === 0 ? 'held' : code === 1 ? 'taken' : 'unavailable'));
  });
}

async function readOwner(handle: FileHandle): Promise<Owner | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
  try {
    const owner = JSON.parse(buffer.toString('utf8', 0, bytesRead)) as Partial<Owner> | null;
    return typeof owner?.pid === 'number' ? { pid: owner.pid, started: owner.started } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner | undefined): boolean {
  if (!owner) return false;
  const started = startTimeOf(owner.pid);
  return started !== undefined && started === owner.started;
}
