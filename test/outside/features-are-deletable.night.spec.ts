import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, ReducedProject } from './reduced-project.js';

let project: ReducedProject;
beforeAll(() => {
  project = ReducedProject.create();
});
afterAll(() => project?.remove());

describe('Without catalog and orders, and with the feature of the guide', () => {
  it('src/app.module.ts loses two lines for each', () => {
    for (const [name, lines] of Object.entries(project.removeModules()))
      expect(lines, name).toEqual([
        expect.stringMatching(/^import \{ \w+ \} from '\.\/features\/\w+\/index\.js';$/),
        expect.stringMatching(/^ +\w+,$/),
      ]);
    project.followGuide();
  });

  it('the types fit', async () => {
    const types = await project.node(bin('typescript-native/bin/tsc'), '--noEmit', '--pretty', 'false');
    expect(types, 'a file outside of the features names them: take that out, or list the test').toEqual({
      code: 0,
      output: '',
    });
  });

  it('the import rules hold', async () => {
    expect(await project.node('scripts/checks/imports.mjs')).toEqual({ code: 0, output: '' });
  });

  it('the application boots on PostgreSQL; every route and the features that stay keep their promises', async () => {
    const files = [
      'test/e2e/schema-agreement.spec.ts',
      'test/e2e/kept-promises.spec.ts',
      'test/e2e/every-route.on-postgres.spec.ts',
      'src/features/tickets',
      'libs/identity/src/sign-up.feature.spec.ts',
      'libs/organizations/src/organizations.feature.on-postgres.spec.ts',
    ];
    const { failed, passed, output } = await project.test(...files);
    expect(failed, output).toEqual([]);
    expect(passed, output).toHaveLength(files.length);
  });
});
