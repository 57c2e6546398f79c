import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication, readTemplate, Refusal, type Choices } from './index.js';

const template = readTemplate(fileURLToPath(new URL('../../../examples/outside', import.meta.url)));
const choices: Choices = { name: 'my-app', engine: 'postgres', hasSample: true };
let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-keelson-'));
  root = join(folder, 'my-app');
});
afterEach(() => rmSync(folder, { recursive: true }));

const create = (changes: Partial<Choices> = {}, packages?: string) => {
  createApplication(root, { ...choices, ...changes }, { template, ...(packages && { packages }) });
  return readTemplate(root);
};
const dependenciesOf = (files: Record<string, string>) => {
  const { dependencies, devDependencies } = JSON.parse(files['package.json'] ?? '') as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  return { ...dependencies, ...devDependencies };
};

describe('A created application', () => {
  it('is the example, under its name and with the driver of its engine', () => {
    const files = create();
    const same = Object.keys(template).filter((path) => files[path] === template[path]);
    expect(Object.keys(files)).toEqual(Object.keys(template));
    expect(Object.keys(template).filter((path) => !same.includes(path))).toEqual([
      'README.md',
      'package.json',
    ]);
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({ name: 'my-app', private: true });
    expect(dependenciesOf(files)).toMatchObject({ pg: expect.any(String) });
    expect(dependenciesOf(files)).not.toHaveProperty('mysql2');
    expect(files['README.md']).toMatch(/^# my-app\n/);
    expect(files['README.md']).toContain('embedded PostgreSQL');
    expect(files['README.md']).not.toMatch(/<!--|REDIS_URL/);
  });

  it('for mysql has neither pg nor the embedded PostgreSQL, and an .env to complete', () => {
    const files = create({ engine: 'mysql', name: '@acme/my-app' });
    const dependencies = dependenciesOf(files);
    expect(dependencies).toMatchObject({ mysql2: expect.any(String) });
    for (const absent of ['pg', '@keelson/embedded-postgres'])
      expect(dependencies).not.toHaveProperty(absent);
    expect(files['test/engine.ts']).toContain("engine = 'mysql'");
    expect(files['README.md']).not.toMatch(/<!--|embedded/);
    expect(readFileSync(join(root, '.env'), 'utf8')).toContain('mysql://root@127.0.0.1:3306/my_app\n');
  });

  it('without the sample features names them nowhere', () => {
    const files = create({ hasSample: false });
    for (const [path, text] of Object.entries(files))
      expect(`${path}\n${text}`).not.toMatch(/boat|berth|survey/i);
    expect(files['src/app.module.ts']).toContain('    IdentityModule,\n  ],');
    expect(files['.env.example']).toContain('# ---- identity ----');
  });

  it('takes packages that are not published from a folder, their peers as well', () => {
    const packages = join(folder, 'packed');
    mkdirSync(packages);
    const ours = Object.keys(dependenciesOf(template)).filter((name) => name.startsWith('@keelson/'));
    for (const name of ours) writeFileSync(join(packages, `keelson-${name.slice(9)}-7.0.0-rc.1.tgz`), '');
    writeFileSync(join(packages, 'keelson-embedded-thing-7.0.0-rc.1.tgz'), '');
    const files = create({}, packages);
    const dependencies = dependenciesOf(files);
    const kernel = `file:${packages}/keelson-kernel-7.0.0-rc.1.tgz`;
    expect(dependencies['@keelson/kernel']).toBe(kernel);
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      overrides: {
        '@keelson/kernel': kernel,
        '@keelson/embedded-thing': expect.stringContaining('embedded-thing'),
        'light-my-request': expect.anything(),
      },
    });
    expect(dependencies['pg']).toBe(dependenciesOf(template)['pg']);
  });
});

describe('It refuses, and writes nothing,', () => {
  it('a folder that has something in it', () => {
    mkdirSync(root);
    writeFileSync(join(root, 'mine.txt'), 'kept');
    expect(() => create()).toThrow(`${root} is not empty: it contains mine.txt.`);
    expect(Object.keys(readTemplate(root))).toEqual(['mine.txt']);
  });

  it('a file where the folder would be', () => {
    writeFileSync(root, '');
    expect(() => create()).toThrow('is a file');
  });

  it.each(['My-App', '.hidden', '_private', 'a b', '', 'node_modules', 'fs', 'a'.repeat(215), '@acme/'])(
    'the name "%s", which npm does not accept',
    (name) => {
      expect(() => create({ name })).toThrow(Refusal);
      expect(existsSync(root)).toBe(false);
    },
  );

  it('a folder of packages that lacks one', () => {
    expect(() => create({}, join(folder, 'none'))).toThrow('does not exist');
    expect(() => create({}, folder)).toThrow('the folder does not contain @keelson/');
    expect(existsSync(root)).toBe(false);
  });

  it('a folder of packages that has two versions of one', () => {
    for (const version of ['0.1.0', '0.2.0'])
      writeFileSync(join(folder, `keelson-identity-${version}.tgz`), '');
    expect(() => create({}, folder)).toThrow('two versions of @keelson/identity');
  });
});

it('takes a folder that has an empty repository only', () => {
  mkdirSync(join(root, '.git'), { recursive: true });
  expect(create()).toHaveProperty('package.json');
});
