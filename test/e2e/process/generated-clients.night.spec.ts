import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../support/app.js';
import { generatedClients } from '../../support/generated-clients.js';

interface Journey {
  run(service: { readonly url: string; readonly token: string }, sku: string): Promise<unknown>;
}

// The document is the same on both engines, and so are its clients.
describe.runIf(inject('engine') === 'postgres')('A client generated from docs/openapi.json', () => {
  let folder: string;
  let app: TestApp;
  let owner: SignedIn;

  beforeAll(async () => {
    folder = await generatedClients();
  }, 600_000);
  beforeAll(async () => {
    app = await startApp();
    await app.nest.listen(0, '127.0.0.1');
    owner = await app.signUp();
  });
  afterAll(() => app?.close());

  it.each(['openapi-typescript with openapi-fetch', 'hey-api', 'orval', 'oazapfts'])(
    'by %s compiles under --strict, lists by a filter and reads a problem',
    async (generator) => {
      const name = generator.split(' ').at(-1);
      const { run } = (await import(join(folder, 'journeys', `${name}.ts`))) as Journey;
      const url = await app.nest.getUrl();
      const outcome = await run({ url, token: owner.token }, `CLIENT-${name}`);
      expect(outcome).toEqual({
        id: expect.any(String),
        listed: [{ id: (outcome as { id: string }).id, price: 1999 }],
        refusedWith: 'already_exists',
      });
    },
  );
});
