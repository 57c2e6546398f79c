import { findSettings } from '@keelson/platform';
import { envExample } from '@keelson/server';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppModule } from '../../examples/outside/src/app.module.js';
import { projectFolder } from '../support/linked-modules.js';

type Versions = Readonly<Record<string, string>>;
interface Manifest {
  readonly version: string;
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly overrides: object;
  readonly allowScripts: object;
}

const example = join(projectFolder, 'examples/outside');
const read = (path: string) => JSON.parse(readFileSync(join(projectFolder, path), 'utf8')) as Manifest;

it('examples/outside has the versions that are tested here', () => {
  const { dependencies, devDependencies, overrides, allowScripts } = read('examples/outside/package.json');
  const tested = read('package.json');
  const versions: Versions = { ...tested.dependencies, ...tested.devDependencies };
  const { version } = read('libs/kernel/package.json');
  for (const [name, used] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, used]).toEqual([name, name.startsWith('@keelson/') ? version : versions[name]]);
  expect({ overrides, allowScripts }).toEqual({
    overrides: tested.overrides,
    allowScripts: tested.allowScripts,
  });
});

it('examples/outside/.env.example says what the application reads', async () => {
  const file = join(example, '.env.example');
  const expected = envExample((await findSettings(AppModule)).table);
  if (process.env['UPDATE'] === '1') writeFileSync(file, expected);
  expect(
    readFileSync(file, 'utf8'),
    'run `UPDATE=1 npx vitest run --project unit test/architecture/example`',
  ).toBe(expected);
});
