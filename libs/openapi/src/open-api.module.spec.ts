import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../../../test/support/contract-application.js';
import type { OpenApiDocument } from './document.js';
import { OpenApiModule, publishDocument } from './index.js';

let app: NestFastifyApplication;
let document: OpenApiDocument;

beforeAll(async () => {
  app = await openShop({ imports: [OpenApiModule] });
  ({ document } = publishDocument(app));
});
afterAll(() => app.close());

describe('its addresses', () => {
  it('serves it with an ETag', async () => {
    const answer = await app.inject('/openapi.json');
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
    const again = await app.inject({
      url: '/openapi.json',
      headers: { 'if-none-match': String(answer.headers['etag']) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('serves the console without eval and without another host', async () => {
    const page = await app.inject('/docs');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(page.body).not.toMatch(/https?:\/\//);
    for (const [, address] of page.body.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)) {
      const asset = await app.inject(`/${address}`);
      expect([address, asset.statusCode, asset.headers['x-content-type-options']]).toEqual([
        address,
        200,
        'nosniff',
      ]);
    }
  });

  it.each(['package.json', 'index.html', '..%2fpackage.json', '__proto__'])(
    'serves no other file: %s',
    async (name) => {
      const { version } = createRequire(import.meta.url)('swagger-ui-dist/package.json') as {
        version: string;
      };
      expect((await app.inject(`/docs/assets/${version}/${name}`)).statusCode).toBe(404);
    },
  );
});
