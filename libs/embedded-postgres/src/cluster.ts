import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, giveToServer, openPrivateFile } from './data-folder.js';
import { EmbeddedPostgresError, explain, systemCode } from './embedded-postgres.error.js';
import { type Programs } from './programs.js';
import { decisiveLine, runProgram } from './run-program.js';

/**
 * The role that the application signs in as. It may create databases and owns them, but is no superuser, as it would
 * not be on a server of one's own: a superuser's SQL could run programs and read files.
 */
export const APPLICATION_ROLE = 'keelson';

/** Bounds initdb on a very slow disk; it takes two seconds on an ordinary one. */
const CREATION_TIMEOUT_MS = 180_000;

/**
 * Makes sure that the folder holds a complete cluster of the programs' major version, and returns the application's
 * password. An existing cluster is never changed or deleted.
 * @throws EmbeddedPostgresError when the cluster is of another major version, its password is lost, or creating failed.
 */
export async function ensureCluster(
  folder: DataFolder,
  programs: Programs,
  log: (line: string) => void,
): Promise<string> {
  await removeUnfinished(folder);
  const major = await readIfThere(join(folder.cluster, 'PG_VERSION'));
  if (major === undefined) {
    log(`creating a PostgreSQL ${programs.version} database in ${folder.path}`);
    return createCluster(folder, programs);
  }
  if (major !== programs.major) {
    throw new EmbeddedPostgresError(
      `The database folder ${folder.path} was created by PostgreSQL ${major}, but this version of Keelson includes PostgreSQL ${programs.major}: dump the database with the version that created it, and restore the dump into a new folder. Nothing was changed.`,
    );
  }
  const password = await readIfThere(folder.password);
  if (password) return password;
  throw new EmbeddedPostgresError(
    `The password file ${folder.password} is missing or empty, and no one can log in to the database in this folder without it: restore the file from a backup, or use another folder to start empty. Nothing was changed.`,
  );
}

/**
 * Everything happens in a folder beside, which becomes the cluster by one rename when it is complete: whatever a
 * killed start leaves behind is never taken for a database.
 */
async function createCluster(folder: DataFolder, programs: Programs): Promise<string> {
  const unfinished = await mkdtemp(join(folder.path, 'initdb-'));
  const cluster = join(unfinished, 'cluster');
  const [password, adminPassword] = [newPassword(), newPassword()];
  try {
    await giveToServer(folder, unfinished);
    await initialize(folder, programs, unfinished, cluster, adminPassword);
    await createApplicationRole(folder, programs, cluster, password);
    await writeDurably(folder, password);
    await rename(cluster, folder.cluster);
    await syncFolder(folder.path);
  } catch (error) {
    throw explain(error, folder.path);
  } finally {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 3 });
  }
  return password;
}

/** The superuser's password is forgotten on purpose: whoever owns the files can set another in single-user mode. */
async function initialize(
  folder: DataFolder,
  programs: Programs,
  unfinished: string,
  cluster: string,
  adminPassword: string,
): Promise<void> {
  const passwordFile = join(unfinished, 'admin-password');
  await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
  await mkdir(cluster, { mode: 0o700 });
  await giveToServer(folder, passwordFile);
  await giveToServer(folder, cluster);
  const settings = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--username=postgres'];
  const run = await runProgram(
    programs.initdb,
    [`--pgdata=${cluster}`, `--pwfile=${passwordFile}`, '--no-instructions', ...settings],
    { account: folder.account, cwd: folder.path, timeout: CREATION_TIMEOUT_MS },
  );
  if (!run.ok) throw new Error(`initdb failed: ${decisiveLine(run.output)}`);
}

/** In single-user mode, which needs neither a port nor the superuser's password. */
async function createApplicationRole(
  folder: DataFolder,
  programs: Programs,
  cluster: string,
  password: string,
): Promise<void> {
  const run = await runProgram(
    programs.postgres,
    ['--single', '-D', cluster, '-c', 'log_min_messages=error', '-c', 'log_checkpoints=off', 'postgres'],
    {
      account: folder.account,
      cwd: folder.path,
      timeout: CREATION_TIMEOUT_MS,
      input: `CREATE ROLE ${APPLICATION_ROLE} LOGIN CREATEDB PASSWORD '${password}'\n`,
    },
  );
  // Single-user mode answers a failed statement with a line, not with its exit status.
  if (!run.ok || /\b(ERROR|FATAL|PANIC):/.test(run.output)) {
    throw new Error(`creating the application's role failed: ${decisiveLine(run.output)}`);
  }
}

/** An initdb that outlived its application may still be writing: what cannot go now goes at the next start. */
async function removeUnfinished(folder: DataFolder): Promise<void> {
  const names = (await readdir(folder.path)).filter((name) => /^(initdb|programs-new)-/.test(name));
  const options = { recursive: true, force: true, maxRetries: 5 };
  for (const name of names) await rm(join(folder.path, name), options).catch(() => undefined);
}

/** Safe inside a URL and inside an SQL literal without escaping; 192 bits. */
function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

async function writeDurably(folder: DataFolder, password: string): Promise<void> {
  const handle = await openPrivateFile(folder, folder.password, 'w');
  try {
    await handle.write(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
