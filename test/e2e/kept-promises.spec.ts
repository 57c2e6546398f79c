import { expect, inject, it } from 'vitest';
import { brokenPromises, keepPromises } from '../conformance/kept-promises.js';
import { startApp, type StartOptions } from '../support/app.js';
import { BerthsModule } from '../support/features/berths/index.js';

async function changesOf(options: StartOptions, isKept: boolean): Promise<string[]> {
  const app = await startApp(options);
  try {
    if (isKept) await keepPromises(app.nest);
    return brokenPromises(app.nest);
  } finally {
    await app.close();
  }
}

it('What clients and members were promised has not changed unnoticed', async () => {
  const changes = await changesOf({}, process.env['UPDATE'] === '1');
  expect(changes, changes.join('\n')).toEqual([]);
});

// How changes are told has nothing to do with the database.
it.runIf(inject('engine') === 'postgres')(
  'A feature more is told by its lines, and how to accept them',
  async () => {
    const changes = await changesOf({ modules: [BerthsModule] }, false);
    const text = changes.join('\n');
    expect(text).toContain(
      'docs/access-matrix.txt + POST /v1/berths/{id}/close | berths:close | owner: everything',
    );
    expect(changes).toContain('docs/openapi.json differs: /paths/~1v1~1berths');
    expect(text).not.toContain('breaks clients');
    expect(text).toContain('UPDATE=1 npx vitest run');
  },
);
