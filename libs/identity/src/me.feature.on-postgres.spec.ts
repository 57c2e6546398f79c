import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';

describe('PATCH /v1/me', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('ignores If-Match, since GET /v1/me returns no ETag', async () => {
    const ada = await app.signUp();
    const { status, headers } = await ada.get('/v1/me');
    expect(status).toBe(200);
    expect(headers['etag']).toBeUndefined();
    expect(await ada.patch('/v1/me', { name: 'Countess' }, { 'if-match': '"7"' })).toMatchObject({
      status: 200,
      json: { name: 'Countess' },
    });
    expect((await ada.get('/v1/me')).json.user).toMatchObject({ name: 'Countess' });
  });
});
