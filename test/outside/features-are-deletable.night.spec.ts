import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReducedProject } from './reduced-project.js';

let project: ReducedProject;
beforeAll(() => {
  project = ReducedProject.create();
  project.removeModules();
  project.followGuide();
});
afterAll(() => project?.remove());

it('without catalog and orders, the import rules hold', async () => {
  expect(await project.node('scripts/checks/imports.mjs')).toEqual({ code: 0, output: '' });
});

it('without catalog and orders, every route and the features that stay keep their promises', async () => {
  const files = [
    'test/e2e/every-route.on-postgres.spec.ts',
    'libs/identity/src/sign-up.feature.spec.ts',
    'libs/organizations/src/organizations.feature.spec.ts',
  ];
  const { failed, passed, output } = await project.test(...files);
  expect(failed, output).toEqual([]);
  expect(passed, output).toHaveLength(files.length);
});
