import { execFile, fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Http } from '../support/app.js';
import { httpTo } from '../support/http-client.js';
import {
  libraries,
  linkModules,
  linkPackage,
  projectFolder,
  thirdPartyModules,
} from '../support/linked-modules.js';

const run = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: { readonly '.': { readonly default: string; readonly types: string } };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'keelson-packages-'));
// As root, PostgreSQL runs as another user, who has to reach its data below this folder.
chmodSync(folder, 0o755);
const workshop = join(folder, 'workshop');
const outside = join(folder, 'outside');
const unpacked = (library: string) => join(outside, 'node_modules/@keelson', library);
const manifestOf = (library: string) =>
  JSON.parse(readFileSync(join(unpacked(library), 'package.json'), 'utf8')) as Manifest;

/** Every file of each tarball. */
const packed = new Map<string, readonly string[]>();
let compilation: string;

const node = (...args: readonly string[]) => run(process.execPath, args, { maxBuffer: 1 << 24 });
const compiler = join(projectFolder, 'node_modules/typescript-native/bin/tsc');

/** Builds the libraries from their sources alone: what lies in this repository's dist/ may be of another day. */
async function build(): Promise<void> {
  for (const library of libraries)
    for (const part of ['src', 'package.json', 'tsconfig.build.json', 'README.md', 'LICENSE'])
      cpSync(join(projectFolder, 'libs', library, part), join(workshop, 'libs', library, part), {
        recursive: true,
      });
  cpSync(join(projectFolder, 'tsconfig.json'), join(workshop, 'tsconfig.json'));
  linkModules(workshop, thirdPartyModules());
  for (const library of libraries)
    linkPackage(workshop, `@keelson/${library}`, join(workshop, 'libs', library));
  const projects = libraries.map((library) => join(workshop, 'libs', library, 'tsconfig.build.json'));
  await node(compiler, '-b', ...projects);
}

/** Packs a library, and unpacks it where an application outside of the repository finds it. */
async function install(library: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(workshop, 'libs', library),
  });
  const [pack] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (!pack) throw new Error(`npm pack said: ${stdout}`);
  packed.set(
    library,
    pack.files.map(({ path }) => path),
  );
  mkdirSync(unpacked(library), { recursive: true });
  await run('tar', ['-xzf', join(folder, pack.filename), '--strip-components=1', '-C', unpacked(library)]);
  // As npm would place them, and no other: what a library forgets to declare is not there.
  linkModules(unpacked(library), Object.keys(manifestOf(library).dependencies ?? {}));
}

/** Compiles the application against the packed types. The declarations of libraries are checked too. */
async function compile(): Promise<string> {
  const peers = libraries.flatMap((library) => Object.keys(manifestOf(library).peerDependencies ?? {}));
  linkModules(
    outside,
    [...new Set(peers)].filter((name) => !name.startsWith('@keelson/')).concat('@types/node'),
  );
  cpSync(join(projectFolder, 'test/outside/application'), join(outside, 'src'), {
    recursive: true,
  });
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
  };
  writeFileSync(join(outside, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(
    join(outside, 'package.json'),
    JSON.stringify({ name: 'boatyard', type: 'module', private: true }),
  );
  return run(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], {
    cwd: outside,
    maxBuffer: 1 << 24,
  }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

beforeAll(async () => {
  await build();
  for (const library of libraries) await install(library);
  compilation = await compile();
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe.each(libraries)('The package of libs/%s', (library) => {
  it('holds what was built, what it is and its license, and nothing else', () => {
    const files = packed.get(library) ?? [];
    expect(files.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
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
    const files = packed.get(library);
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
    };
    // The version that is tested here is the oldest that others may have.
    for (const [name, range] of Object.entries(peerDependencies))
      expect([name, range.replace('^', '')]).toEqual([
        name,
        versions.dependencies[name] ?? manifestOf('kernel').version,
      ]);
  });
});

describe('An application outside of the repository', () => {
  it('compiles against the packed types, which are right by themselves', () => {
    const others = /^(?!src\/|node_modules\/@keelson\/)\S+\.d\.[cm]?ts\(/;
    const ours = compilation.split('\n').filter((line) => line && !/^\s/.test(line) && !others.test(line));
    expect(ours).toEqual([]);
    expect(readdirSync(join(outside, 'dist'))).toContain('main.js');
  });

  describe('once started', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const boat = { name: 'Perseverance', dayRate: 45_000, currency: 'EUR' };
    let application: ChildProcess;
    let said = '';
    let http: Http;

    const tokenOf = (organizationId: string) =>
      jwt.sign({ sid: randomUUID(), org: organizationId, jti: randomUUID() }, privateKey, {
        algorithm: 'ES256',
        keyid: 'static',
        issuer: 'outside',
        audience: 'keelson',
        subject: randomUUID(),
        expiresIn: 300,
      });

    beforeAll(async () => {
      application = fork(join(outside, 'dist/main.js'), {
        cwd: outside,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: [],
        env: {
          PATH: process.env['PATH'],
          DATA_FOLDER: join(folder, 'data'),
          PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        },
      });
      for (const stream of [application.stdout, application.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
      const url = await Promise.race([
        once(application, 'message').then(([message]) => (message as { url: string }).url),
        once(application, 'close').then(() => null),
      ]);
      if (url === null) throw new Error(`the application ended: ${said}`);
      http = httpTo(url);
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
      expect(said).toBe('');
      application.kill('SIGTERM');
      expect(await once(application, 'close')).toEqual([0, null]);
    });

    afterAll(async () => {
      if (application.exitCode !== null || application.signalCode !== null) return;
      application.kill('SIGTERM');
      await once(application, 'close');
    });
  });
});
