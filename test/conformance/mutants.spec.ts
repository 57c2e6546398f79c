import 'reflect-metadata';
import { listedIn, pathsOf } from '@keelson/kernel';
import type { Type } from '@nestjs/common';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { mutants } from './mutants.js';

it('mutants can be mounted side by side: no two have a path in common', () => {
  const owners = new Map<string, string>();
  const clashes = mutants.flatMap(({ name, build }) =>
    [...new Set(listedIn<Type>(build(true), 'controllers').flatMap(pathsOf))].flatMap((path) => {
      const other = owners.get(path);
      owners.set(path, name);
      return other === undefined ? [] : [`${path}: ${other} and ${name}`];
    }),
  );
  expect(owners.size).toBeGreaterThan(mutants.length);
  expect(clashes).toEqual([]);
});

it('a finding in a mutant names one of them: no two have a module of one name', () => {
  const names = mutants.map(({ build }) => build(true).name).sort();
  expect(names.filter((name, at) => name === names[at - 1])).toEqual([]);
});

it('mutants and the features of the tests can be loaded into one process: no two define one error differently', async () => {
  const folder = fileURLToPath(new URL('../support/features/', import.meta.url));
  const features = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(features.length).toBeGreaterThan(5);
  for (const feature of features) await import(pathToFileURL(join(folder, feature)).href);
});
