import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, open, realpath, stat, writeFile } from 'node:fs/promises';
import { type Stats } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EmbeddedPostgresError, systemCode } from './embedded-postgres.error.js';
import { type ServerAccount } from './run-program.js';

/** Where everything of one embedded server lies, and as whom it runs. */
export interface DataFolder {
  readonly path: string;
  /** PostgreSQL's own data; it exists only once it is complete. */
  readonly cluster: string;
  /** The application's password, readable by the folder's owner only. */
  readonly password: string;
  readonly lock: string;
  /** What PostgreSQL has to say. */
  readonly serverLog: string;
  /** Undefined: the server runs as the user of this process. */
  readonly account: ServerAccount | undefined;
}

export interface DataFolderWish {
  readonly directory: string;
  /** Whether another place may be taken when the server's account cannot enter the directory. */
  readonly mayMove: boolean;
  readonly log: (line: string) => void;
}

/** PostgreSQL refuses to run as root. 65534 is `nobody` nearly everywhere, and needs no entry in /etc/passwd. */
const UNPRIVILEGED: ServerAccount = { uid: 65534, gid: 65534 };

/** Where data goes that root cannot keep in its own private home. */
const MOVED_FOLDERS = '/var/lib/keelson';

/**
 * Creates or finds the folder of an embedded server. An ordinary user gets the directory asked for. Root's server runs
 * as another user, who cannot enter a private home such as /root: then the folder is one below /var/lib/keelson, the
 * same at every start, and `log` says so.
 * @throws EmbeddedPostgresError when the server's account cannot reach the folder and moving is no answer.
 */
export async function openDataFolder(wish: DataFolderWish): Promise<DataFolder> {
  const directory = resolve(wish.directory);
  if (process.getuid?.() !== 0) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return describe(await realpath(directory), undefined);
  }
  await createForOthers(directory);
  const requested = await rootsFolder(await realpath(directory));
  const moved = await rootsFolder(join(MOVED_FOLDERS, hashOf(requested.path)));
  const obstacle = await firstClosedFolder(requested);
  const [hasData, hasMovedData] = [await exists(requested.cluster), await exists(moved.cluster)];
  if (obstacle === undefined && (hasData || !hasMovedData)) return requested;

  const blocked = `When started as root, PostgreSQL runs under uid ${requested.account?.uid}, which cannot access ${obstacle}`;
  if (obstacle !== undefined && (hasData || !wish.mayMove)) {
    throw new EmbeddedPostgresError(
      `${blocked}, so it cannot use the database folder ${requested.path}: use a folder outside ${obstacle} (such as ${MOVED_FOLDERS}), or start as an unprivileged user.`,
    );
  }
  await createForOthers(moved.path);
  const closed = await firstClosedFolder(moved);
  if (closed !== undefined) {
    throw new EmbeddedPostgresError(
      `${blocked} or ${closed}: use a database folder that this uid can access.`,
    );
  }
  await writeFile(join(moved.path, 'moved-from'), `${requested.path}\n`);
  wish.log(
    obstacle === undefined
      ? `the database is in ${moved.path}, where a previous start created it`
      : `${blocked}: the database is in ${moved.path} instead of ${requested.path}`,
  );
  return moved;
}

/**
 * Opens a file of the folder for appending, creating it with mode 0600. What root creates in somebody's folder belongs
 * to that somebody, who may be the next to start.
 */
export async function openPrivateFile(
  folder: DataFolder,
  file: string,
  flags: 'a' | 'w',
): ReturnType<typeof open> {
  const handle = await open(file, flags, 0o600);
  try {
    if (process.getuid?.() === 0) {
      const owner = await stat(folder.path);
      await handle.chown(owner.uid, owner.gid);
    }
    await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Gives a path to the server's account, if there is one beside our own. */
export async function giveToServer(folder: DataFolder, path: string): Promise<void> {
  if (!folder.account) return;
  try {
    await chown(path, folder.account.uid, folder.account.gid);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and this root user cannot change the owner of ${path} to uid ${folder.account.uid}: start the application as an unprivileged user.`,
      { cause: error },
    );
  }
}

function describe(path: string, account: ServerAccount | undefined): DataFolder {
  return {
    path,
    cluster: join(path, 'cluster'),
    password: join(path, 'password'),
    lock: join(path, 'lock'),
    serverLog: join(path, 'postgres.log'),
    account,
  };
}

/** Root runs an existing cluster as the user that it belongs to, who may have created it without being root. */
async function rootsFolder(path: string): Promise<DataFolder> {
  const owner = await statIfThere(join(path, 'cluster'));
  const isUsers = owner !== undefined && owner.uid !== 0;
  return describe(path, isUsers ? { uid: owner.uid, gid: owner.gid } : UNPRIVILEGED);
}

/**
 * As mkdir -p, but what it creates can be entered by others whatever the umask: they see no more than names they know.
 * The folder itself is opened in the same way when it is there already.
 */
async function createForOthers(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined) {
    const { mode } = await stat(directory);
    if ((mode & 0o111) !== 0o111) await chmod(directory, (mode & 0o7777) | 0o111);
    return;
  }
  for (let each = directory; each.length >= first.length; each = dirname(each)) await chmod(each, 0o711);
}

/** The outermost folder on the way that the server's account may not enter, by its mode. */
async function firstClosedFolder({ path, account }: DataFolder): Promise<string | undefined> {
  const steps = relative('/', path).split(sep);
  for (let depth = 0; depth <= steps.length; depth += 1) {
    const folder = join('/', ...steps.slice(0, depth));
    const entry = await statIfThere(folder);
    if (entry && account && !mayEnter(entry, account)) return folder;
  }
  return undefined;
}

function mayEnter(entry: Stats, account: ServerAccount): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0;
  if (entry.gid === account.gid) return (entry.mode & 0o010) !== 0;
  return (entry.mode & 0o001) !== 0;
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return (await statIfThere(path)) !== undefined;
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
