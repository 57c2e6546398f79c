import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { httpTo, signIn } from '@keelson/testing';
import {
  buildKeelson,
  dataFolder,
  launchKeelson,
  startKeelson,
  type DataFolder,
  type KeelsonProcess,
} from '../../support/keelson-process.js';
import { openRequest } from '../../support/open-request.js';
import { freePort, supervise, type Supervised } from '@keelson/testing/servers';
import { mailFor, readmePrints, runReadme, sellSomething } from './journey.js';

// The server of this mode is the product's own, whatever the project tests against.
describe.runIf(inject('engine') === 'postgres')('npm start, with nothing but a folder', () => {
  let data: DataFolder;
  const owner = { email: '', password: '' };
  let environment: Record<string, string>;
  let postgres: Supervised;
  let keelson: KeelsonProcess;
  let url: string;

  const start = async (options: { by?: 'npm'; more?: Record<string, string> } = {}) => {
    keelson = await startKeelson({
      environment: { ...environment, ...options.more },
      ...(options.by && { by: options.by }),
    });
    url = await keelson.url();
  };

  beforeAll(async () => {
    data = dataFolder();
    await buildKeelson();
    environment = { KEELSON_DATA: data.path, PORT: String(await freePort()) };
    // Ends the database should these tests be killed.
    postgres = await supervise({ pidFolder: join(data.path, 'postgres'), signal: 'SIGINT', remove: [] });
  }, 120_000);

  afterAll(async () => {
    await keelson?.stop('SIGKILL');
    await postgres?.stop();
    data?.remove();
  });

  it('makes an owner and sample data, and prints how to sign in', async () => {
    await start({ by: 'npm' });
    const [, email = '', password = ''] = await keelson.said(/Sign in as (\S+)\s+with the password (\S+)/);
    Object.assign(owner, { email, password });
    expect(keelson.stdout()).toContain('Evaluation mode');
    // Its lines arrive one by one.
    expect(await keelson.said(/Docs {2}(\S+)/)).toMatchObject({ 1: `${url}/docs` });
    await keelson.said(/Mail {2}\/.+\/mail \(one file per email; set SMTP_URL to send them\)/);
    // What npm has to say of its own configuration is not ours.
    expect(keelson.stderr().replaceAll(/^npm .*\n/gm, '')).toBe('');

    const signedIn = await signIn(httpTo(url), email, password);
    expect((await signedIn.get('/v1/products')).json.data.length).toBeGreaterThan(0);
    expect((await signedIn.get('/v1/orders')).json.data.length).toBeGreaterThan(0);
    expect((await httpTo(url)('GET', '/docs')).status).toBe(200);
  });

  it('sells, and writes the welcome mail into a file', async () => {
    const { ada } = await sellSomething(httpTo(url));
    expect(await mailFor(ada.email, data.path)).toContain('Subject: Verify your email address');
  });

  it('does what the README promises', async ({ skip }) => {
    const printed = (await runReadme(url)) ?? skip('there is no curl here');
    for (const text of readmePrints) expect(printed).toContain(text);
  });

  it('refuses a second start on the folder, and goes on', async () => {
    const port = String(await freePort());
    const second = launchKeelson({ environment: { ...environment, PORT: port } });
    expect((await second.ended).code).toBe(1);
    expect(second.stderr()).toMatch(
      /^Keelson did not start\. The database folder \S+ is in use by process \d+: [^\n]+\n$/,
    );
    expect((await httpTo(url)('GET', '/health/ready')).status).toBe(200);
  });

  it('ends at SIGTERM to npm: what is in flight finishes, and nothing is left', async () => {
    const { token } = await signIn(httpTo(url), owner.email, owner.password);
    const body = { sku: 'LATE', name: 'Begun before the signal', price: 1, currency: 'EUR', stock: 1 };
    const request = await openRequest(url, { path: '/v1/products', token, body });
    const database = postmaster();

    const stopped = keelson.stop('SIGTERM');
    await keelson.said(/after the requests in flight/);
    await pause(500);
    expect(await request.finish()).toMatch(/^HTTP\/1\.1 201 /);
    const { code } = await stopped;
    expect(code).toBe(0);
    expect(keelson.isGone()).toBe(true);
    expect(isRunning(database)).toBe(false);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('keeps the data at the second start, and makes no second owner', async () => {
    const other = { KEELSON_OWNER_EMAIL: 'other@example.com', KEELSON_OWNER_PASSWORD: 'a password of mine' };
    await start({ more: other });
    expect(keelson.stdout()).not.toContain('Sign in as');
    const signedIn = await signIn(httpTo(url), owner.email, owner.password);
    const late = await signedIn.get('/v1/products?filter[sku]=LATE');
    expect(late.json.data).toHaveLength(1);
    const { KEELSON_OWNER_EMAIL: username, KEELSON_OWNER_PASSWORD: password } = other;
    const body = { grant_type: 'password', username, password };
    expect((await httpTo(url)('POST', '/v1/auth/token', { body })).status).toBe(400);
  });

  it('starts after kill -9 of the server, with all its data', async () => {
    const database = postmaster();
    await keelson.stop('SIGKILL');
    expect(isRunning(database)).toBe(true);
    await start();
    expect(keelson.stdout()).toContain('left behind by a killed process');
    const signedIn = await signIn(httpTo(url), owner.email, owner.password);
    expect((await signedIn.get('/v1/products?filter[sku]=LATE')).json.data).toHaveLength(1);
  });

  it('ends when npm is killed outright, since nobody could stop it any more', async () => {
    expect((await keelson.stop('SIGINT')).code).toBe(0);
    expect(keelson.isGone()).toBe(true);
    await start({ by: 'npm' });
    const database = postmaster();
    process.kill(keelson.pid, 'SIGKILL');
    await vi.waitFor(() => expect(keelson.isGone()).toBe(true), { timeout: 10_000 });
    expect(isRunning(database)).toBe(false);
  });

  function postmaster(): number {
    return Number.parseInt(
      readFileSync(join(data.path, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'),
      10,
    );
  }
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
