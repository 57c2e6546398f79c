import { startApp, type SignedIn, type TestApp } from '@keelson/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../../app.module.js';

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp(AppModule);
  ada = await app.signUp();
});
afterAll(() => app?.close());

it('adds the result of the last survey to boats, and filters by it', async () => {
  const boat = { name: 'Perseverance', dayRate: 45_000, currency: 'EUR' };
  const { json } = await ada.post('/v1/boats', boat);
  expect(json).toMatchObject({ surveyResult: 'none', surveyDueAt: null });
  expect(await ada.patch(`/v1/boats/${json.id}`, { surveyResult: 'passed' })).toMatchObject({ status: 200 });
  expect((await ada.get('/v1/boats?filter[surveyResult]=passed')).json.data).toMatchObject([{ id: json.id }]);
  expect(await ada.patch(`/v1/boats/${json.id}`, { surveyResult: 'sunk' })).toMatchObject({
    status: 400,
    json: { errors: [{ pointer: '/surveyResult' }] },
  });
});

it('adds the license to the account of the user', async () => {
  expect(await ada.patch('/v1/me', { surveyorLicense: 'MS-4711' })).toMatchObject({ status: 200 });
  expect((await ada.get('/v1/me')).json.user).toMatchObject({ surveyorLicense: 'MS-4711' });
});
