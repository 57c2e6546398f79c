import 'reflect-metadata';
import { listedIn, pathsOf } from '@keelson/kernel';
import type { Type } from '@nestjs/common';
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
