import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Http } from '../support/app.js';
import { libraries, projectFolder } from '../support/linked-modules.js';
import { BoatyardProcess, tokenOf } from './boatyard-process.js';
import { compileApplication, ourFaults, Packing, readManifest } from './packing.js';

const folder = mkdtempSync(join(tmpdir(), 'keelson-packages-'));
// As root, PostgreSQL runs as another user, who has to reach its data below this folder.
chmodSync(folder, 0o755);
const packing = new Packing(inject('packages'));
const outside = join(folder, 'outside');
const unpacked = (library: string) => join(outside, 'node_modules/@keelson', library);
const manifestOf = (library: string) => readManifest(unpacked(library));
let compilation: string;

beforeAll(async () => {
  await packing.unpackAll(outside);
  cpSync(join(projectFolder, 'test/outside/application'), join(outside, 'src'), { recursive: true });
  compilation = await compileApplication(outside);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe.each(libraries)('The package of libs/%s', (library) => {
  it('holds what was built, what it is and its license, and nothing else', () => {
    const files = packing.filesOf(library);
    expect(files.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      ...(library === 'server' ? ['bin/keelson.js'] : []),
      ...(library === 'create-keelson' ? ['dist/template.json'] : []),
      'package.json',
    ]);
    expect(files.filter((path) => /\.spec\./.test(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts']));
    expect(readFileSync(join(unpacked(library), 'LICENSE'), 'utf8')).toBe(
      readFileSync(join(projectFolder, 'LICENSE'), 'utf8'),
    );
  });

  it('names an entry and types that are in it', () => {
    const { exports } = manifestOf(library);
    const files = packing.filesOf(library);
    for (const entry of [exports['.'].default, exports['.'].types])
      expect(files).toContain(entry.replace('./', ''));
  });

  it('leaves what must exist once in a process to the application', () => {
    const { dependencies = {}, peerDependencies = {} } = manifestOf(library);
    const once = Object.keys(dependencies).filter((name) =>
      /^(@keelson\/.*|@nestjs\/(common|core|platform-.*|swagger|typeorm)|typeorm|class-.*|reflect-metadata|rxjs)$/.test(
        name,
      ),
    );
    expect(once).toEqual([]);
    const versions = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const tested = { ...versions.dependencies, ...versions.devDependencies };
    // The version that is tested here is the oldest that others may have.
    for (const [name, range] of Object.entries(peerDependencies))
      expect([name, range.replace('^', '')]).toEqual([name, tested[name] ?? manifestOf('kernel').version]);
  });
});

describe('An application outside of the repository', () => {
  it('compiles against the packed types, which are right by themselves', () => {
    expect(ourFaults(compilation)).toEqual([]);
    expect(readdirSync(join(outside, 'dist'))).toContain('main.js');
  });

  describe('once started', () => {
    const boat = { name: 'Perseverance', dayRate: 45_000, currency: 'EUR' };
    let application: BoatyardProcess;
    let http: Http;

    beforeAll(async () => {
      application = new BoatyardProcess(outside, 'dist/main.js', {
        environment: { DATA_FOLDER: join(folder, 'data') },
      });
      http = await application.listening();
    }, 60_000);

    it('serves its feature by the contract: permission, validation, the action, the list', async () => {
      const token = tokenOf(randomUUID());
      expect(await http('GET', '/v1/boats')).toMatchObject({
        status: 401,
        json: { code: 'unauthenticated' },
      });
      const created = await http('POST', '/v1/boats', { token, body: boat });
      expect(created).toMatchObject({
        status: 201,
        headers: { etag: '"1"' },
        json: { ...boat, status: 'ashore' },
      });
      expect(
        await http('POST', '/v1/boats', { token, body: { ...boat, name: 'PERSEVERANCE' } }),
      ).toMatchObject({
        status: 409,
        json: { code: 'already_exists' },
      });
      expect(await http('POST', '/v1/boats', { token, body: { ...boat, color: 'red' } })).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: '/color' }] },
      });
      const launch = `/v1/boats/${created.json.id}/launch`;
      expect(await http('POST', launch, { token })).toMatchObject({
        status: 200,
        json: { status: 'afloat', name: 'Perseverance (launched)', version: 2 },
      });
      expect(await http('POST', launch, { token })).toMatchObject({
        status: 409,
        json: { code: 'wrong_state' },
      });
      expect((await http('GET', '/v1/boats?filter[status]=afloat&count=true', { token })).json).toMatchObject(
        {
          data: [{ id: created.json.id }],
          page: { count: 1 },
        },
      );
      expect((await http('GET', '/v1/audit-entries', { token })).json.data).toMatchObject([
        { action: 'boats:launch' },
        { action: 'boats:create' },
      ]);
    });

    it('keeps tenants apart, and is documented', async () => {
      const [mine, theirs] = [tokenOf(randomUUID()), tokenOf(randomUUID())];
      const { id } = (await http('POST', '/v1/boats', { token: mine, body: boat })).json;
      expect((await http('GET', `/v1/boats/${id}`, { token: theirs })).status).toBe(404);
      const { json } = await http('GET', '/openapi.json');
      expect(Object.keys(json.paths)).toEqual(
        expect.arrayContaining(['/v1/boats', '/v1/boats/{id}', '/v1/boats/{id}/launch']),
      );
    });

    it('ends in order', async () => {
      expect(application.output).toBe('');
      expect(await application.stop()).toBe(0);
    });

    afterAll(() => application.stop());
  });
});
