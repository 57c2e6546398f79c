import type { FeatureRegistry } from '@keelson/kernel';
import { expect, it } from 'vitest';
import { checks, checksOf } from './index.js';

/** The checks of an application whose one module contributes these. */
const checksWith = (...names: string[]) =>
  checksOf({
    contributions: () => [
      {
        value: () =>
          Promise.resolve({
            checks: names.map((name) => ({ name, title: 'a check', run: () => Promise.resolve() })),
          }),
      },
    ],
  } as unknown as FeatureRegistry);

it('runs those of modules before the parts of the kit that fill the tables', async () => {
  const names = (await checksWith('tides')).map(({ name }) => name);
  expect(names).toHaveLength(checks.length + 1);
  expect(names.slice(-4)).toEqual(['tides', 'budgets', 'properties', 'sequences']);
});

it('refuses a name that is taken, by the kit or by another module, and a malformed one', async () => {
  await expect(checksWith('access')).rejects.toThrow('Two conformance checks are named "access"');
  await expect(checksWith('tides', 'tides')).rejects.toThrow('Two conformance checks are named "tides"');
  await expect(checksWith('Tides!')).rejects.toThrow(/must consist of lowercase words/);
});
