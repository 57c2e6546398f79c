import { startApp, type TestApp } from '@keelson/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../src/app.module.js';

let app: TestApp;
beforeAll(async () => (app = await startApp(AppModule)));
afterAll(() => app?.close());

it('signs users up, each as the owner of a new organization', async () => {
  const ada = await app.signUp();
  expect(await ada.get('/v1/me')).toMatchObject({ status: 200, json: { user: { id: ada.userId } } });
  expect(await app.http('GET', '/v1/me')).toMatchObject({ status: 401 });
});
