import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { httpTo, signIn } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  launchKeelson,
  startKeelson,
  type DataFolder,
} from '../../support/keelson-process.js';
import { supervise, type Supervised } from '@keelson/testing/servers';

/** Starts that a signal may miss. */
const mostAttempts = 5;

// Only the embedded server has processes to leave behind.
describe.runIf(inject('engine') === 'postgres')('a signal while the embedded PostgreSQL comes up', () => {
  const owner = { KEELSON_OWNER_EMAIL: 'ada@example.com', KEELSON_OWNER_PASSWORD: 'a password of mine' };
  let data: DataFolder | undefined;
  let postgres: Supervised | undefined;

  beforeAll(buildKeelson, 120_000);
  afterAll(leaveFolder);

  /** A folder in which nothing has been started yet. */
  async function newFolder(): Promise<DataFolder> {
    await leaveFolder();
    data = dataFolder();
    postgres = await supervise({ pidFolder: join(data.path, 'postgres'), signal: 'SIGINT', remove: [] });
    return data;
  }

  async function leaveFolder(): Promise<void> {
    await postgres?.stop();
    data?.remove();
    postgres = data = undefined;
  }

  const environmentIn = ({ path }: DataFolder) => ({ KEELSON_DATA: path, PORT: '0', ...owner });

  it.each([
    ['creating', /creating a PostgreSQL/],
    ['ready', /PostgreSQL \S+ is ready/],
  ])(
    'ends it with one line, and leaves nothing running (%s)',
    async (_moment, pattern) => {
      const { keelson, folder, code } = await interruptedAt(pattern);
      expect(keelson.stderr()).toBe('Keelson did not start: it received SIGINT during startup.\n');
      expect(code).toBe(128 + 2);
      expect(keelson.isGone()).toBe(true);
      expect(processesNaming(folder.path)).toEqual([]);
    },
    240_000,
  );

  /**
   * A first start that gets SIGINT at a moment. On a busy machine the signal may come after the start, or what the start is
   * at may take longer than a shutdown: those are other cases, which say nothing on the standard error. What they leave in
   * their folder would be no first start for the next attempt.
   */
  async function interruptedAt(moment: RegExp) {
    for (let attempt = 1; ; attempt += 1) {
      const folder = await newFolder();
      const keelson = launchKeelson({ environment: environmentIn(folder) });
      await keelson.said(moment);
      const ending = await keelson.stop('SIGINT');
      if (keelson.stderr() !== '' || attempt === mostAttempts) return { keelson, folder, ...ending };
    }
  }

  it('does no harm: the next start makes the owner that the settings name', async () => {
    const { folder } = await interruptedAt(/PostgreSQL \S+ is ready/);
    const keelson = await startKeelson({ environment: environmentIn(folder) });
    expect(keelson.stdout()).toContain(`Sign in as ${owner.KEELSON_OWNER_EMAIL}`);
    expect(keelson.stdout()).not.toContain(owner.KEELSON_OWNER_PASSWORD);
    const http = httpTo(await keelson.url());
    const { get } = await signIn(http, owner.KEELSON_OWNER_EMAIL, owner.KEELSON_OWNER_PASSWORD);
    expect((await get('/v1/products')).json.data.length).toBeGreaterThan(0);
    expect((await keelson.stop()).code).toBe(0);
    await vi.waitFor(() => expect(processesNaming(folder.path)).toEqual([]));
  }, 240_000);
});

/** Command lines that name a folder; none where there is no /proc to ask. */
function processesNaming(folder: string): string[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readIfThere(`/proc/${pid}/cmdline`))
      .filter((line) => line.includes(folder));
  } catch {
    return [];
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
