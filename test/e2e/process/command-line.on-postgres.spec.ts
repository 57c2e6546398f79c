import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildKeelson, dataFolder, launchKeelson } from '../../support/keelson-process.js';
import { createDatabase, openSql, type TestDatabase } from '@keelson/testing/servers';

const engine = inject('engine');
const servers = inject('servers');
/** What `npx keelson` runs; it makes sure that `dist/` is there first. */
const installed = fileURLToPath(new URL('../../../scripts/keelson.mjs', import.meta.url));
const data = dataFolder();
// The servers' work is the same on all engines, and so is what does without any.
const once = engine === 'postgres';
let databases: TestDatabase[] = [];

beforeAll(buildKeelson, 120_000);
afterEach(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  databases = [];
});
afterAll(() => data.remove());

/** Types `keelson …` with these settings; all others are as in evaluation. @param entry the program, if not the bundle's */
async function keelson(typed: string, settings: Readonly<Record<string, string>> = {}, entry?: string) {
  const started = launchKeelson({
    ...(entry && { entry }),
    typed: typed.split(' ').filter((word) => word !== ''),
    environment: {
      KEELSON_DATA: data.path,
      // MySQL wants it; no command connects to it.
      ...(engine === 'mysql' && { REDIS_URL: 'redis://127.0.0.1:1/0' }),
      ...settings,
    },
  });
  const { code } = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr(), isGone: started.isGone() };
}

async function emptyDatabase(): Promise<string> {
  const database = await createDatabase(engine, servers);
  databases.push(database);
  return database.url;
}

async function tablesOf(url: string): Promise<readonly unknown[]> {
  const sql = await openSql(engine, url);
  const rows = await sql.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${engine === 'mysql' ? 'DATABASE()' : 'current_schema()'}`,
  );
  await sql.end();
  return rows.map((row) => row['name']);
}

describe.runIf(once)('keelson routes', () => {
  it('lists each route with who may call it, and needs no database', async () => {
    const { code, stdout, stderr } = await keelson('routes', {}, installed);
    expect([code, stderr]).toEqual([0, '']);
    const [heading, ...lines] = stdout.trimEnd().split('\n');
    expect(heading).toMatch(/^METHOD +PATH +OPERATION +PERMISSION +WHO$/);
    const line = (start: RegExp) => lines.find((one) => start.test(one))?.split(/ {2,}/);
    const path = '/v1/orders/{id}/place';
    expect(line(/^POST +\/v1\/orders\/\{id\}\/place /)).toEqual([
      'POST',
      path,
      'orders:place',
      'orders:place',
      'owner, admin, member',
    ]);
    expect(line(/^GET +\/v1\/installation\/operators /)?.at(-1)).toBe('operators');
    expect(line(/^POST +\/v1\/auth\/sign-up /)?.at(-1)).toBe('everyone');
    expect(line(/^GET +\/v1\/orders /)?.[2]).toBe('orders:list');
    // A plain route of Nest's.
    expect(line(/^GET +\/health\/live /)?.[2]).toBe('-');
    expect(lines.filter((one) => one.startsWith('ONLY ON REST'))).toHaveLength(1);
    expect(line(/^products:import /)).toEqual(['products:import', 'its body is a file']);
    expect(line(/^orders:place /)).toBeUndefined();
    expect(existsSync(join(data.path, 'postgres'))).toBe(false);
  });

  it('prints JSON, and nothing else, with --json', async () => {
    const { code, stdout } = await keelson('routes --json', { LOG_LEVEL: 'debug' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual({
      method: 'GET',
      path: '/v1/me',
      operation: 'me:read',
      permission: null,
      who: 'signed-in users',
      onlyOnRest: null,
    });
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        path: '/v1/products/import',
        operation: 'products:import',
        onlyOnRest: 'its body is a file',
      }),
    );
  });
});

describe.runIf(once)('keelson who-can', () => {
  it('shows the roles that have a permission and the routes that need it', async () => {
    const { code, stdout } = await keelson('who-can audit-entries:read --json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      permission: 'audit-entries:read',
      who: ['owner', 'admin'],
      routes: expect.arrayContaining([
        { method: 'GET', path: '/v1/audit-entries', operation: 'audit-entries:list' },
      ]) as unknown,
    });
  });

  it('says that a permission of operators belongs to no role', async () => {
    expect((await keelson('who-can installation-queues:pause')).stdout).toContain('Granted to operators.');
  });

  it('fails for a permission that does not exist, and names those that are near', async () => {
    const { code, stdout, stderr } = await keelson('who-can orders:plaec');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^There is no permission "orders:plaec"\. Permissions of "orders": .*orders:place.*\n$/,
    );
    expect((await keelson('who-can nobody')).stderr).toContain('Permissions look like orders:place');
  });
});

describe('keelson migrate', () => {
  it('lists what is pending with --dry-run, applies it, and has nothing to do after that', async () => {
    const DATABASE_URL = await emptyDatabase();
    const dryRun = await keelson('migrate --dry-run --json', { DATABASE_URL });
    expect(dryRun).toMatchObject({ code: 0, stderr: '' });
    const { pending } = JSON.parse(dryRun.stdout) as { pending: string[] };
    expect(pending).toContain('CreateOrders1763700200001');
    expect(await tablesOf(DATABASE_URL)).toEqual([]);

    const applied = await keelson('migrate', { DATABASE_URL });
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.stdout.trimEnd().split('\n')).toEqual(pending.map((name) => `Applied ${name}`));
    expect(await tablesOf(DATABASE_URL)).toContain('orders');

    for (const again of ['migrate', 'migrate --dry-run'])
      expect(await keelson(again, { DATABASE_URL })).toMatchObject({
        code: 0,
        stdout: 'The database is up to date.\n',
      });
  });

  it('migrates nothing when an option is misspelled', async () => {
    const DATABASE_URL = await emptyDatabase();
    const { code, stderr } = await keelson('migrate --dryrun', { DATABASE_URL });
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--dryrun'\n(Did you mean --dry-run?)");
    expect(await tablesOf(DATABASE_URL)).toEqual([]);
  });

  it('fails when there is no database, and says where it looked', async () => {
    const scheme = engine === 'mysql' ? 'mysql' : 'postgres';
    const DATABASE_URL = `${scheme}://keelson:secret@127.0.0.1:1/keelson`;
    for (const typed of ['migrate', 'migrate --dry-run']) {
      const { code, stdout, stderr } = await keelson(typed, { DATABASE_URL });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^[^\n]*127\.0\.0\.1:1[^\n]*\n$/);
      expect(stderr).not.toContain('secret');
    }
  });

  it.runIf(once)('starts the embedded PostgreSQL in evaluation, and stops it again', async () => {
    const { code, stdout, stderr, isGone } = await keelson('migrate');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^(Applied \w+\n)+$/);
    expect(stderr).toMatch(/^Evaluation mode: DATABASE_URL is not set/);
    expect(isGone).toBe(true);
    expect((await keelson('migrate')).stdout).toBe('The database is up to date.\n');
  });
});

describe.runIf(once)('keelson', () => {
  it('exits with 2 for an unknown command, and suggests the nearest', async () => {
    const { code, stdout, stderr } = await keelson('ruotes');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe("error: unknown command 'ruotes'\n(Did you mean routes?)\nRun `keelson --help`.\n");
    expect((await keelson('routes of orders')).code).toBe(2);
    expect((await keelson('who-can')).stderr).toContain("missing required argument 'permission'");
  });

  it('shows help for itself and for each command', async () => {
    const help = await keelson('--help');
    expect(help.code).toBe(0);
    for (const command of ['routes', 'who-can', 'migrate']) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
      const own = await keelson(`${command} --help`);
      expect(own.code).toBe(0);
      expect(own.stdout).toMatch(new RegExp(`^Usage: keelson ${command} `));
    }
  });

  it('names a setting that is wrong, where it needs one', async () => {
    const { code, stderr } = await keelson('migrate', { PORT: 'many' });
    expect(code).toBe(1);
    expect(stderr).toContain('PORT');
    expect((await keelson('routes', { PORT: 'many' })).code).toBe(0);
  });
});
