import { startApp, type SignedIn, type TestApp } from '@keelson/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../../app.module.js';
import { BoatsSettings } from './index.js';

let app: TestApp;
let ada: SignedIn;
beforeAll(async () => {
  app = await startApp(AppModule, { change: (settings) => settings.with(BoatsSettings, { berths: 1 }) });
  ada = await app.signUp(); // owns a new organization
});
afterAll(() => app?.close());

const boat = (name: string) => ({ name, dayRate: 45_000, currency: 'EUR' });
const add = async (name: string) => (await ada.post('/v1/boats', boat(name))).json.id as string;

it('launches a boat while there is a free berth', async () => {
  const [first, second] = [await add('Perseverance'), await add('Endurance')];
  expect(await ada.post(`/v1/boats/${first}/launch`)).toMatchObject({
    status: 200,
    json: { status: 'afloat' },
  });
  expect(await ada.post(`/v1/boats/${second}/launch`)).toMatchObject({
    status: 409,
    json: { code: 'boats.no_berth' },
  });
  expect(await ada.post(`/v1/boats/${first}/haul`)).toMatchObject({ status: 200 });
  expect(await ada.post(`/v1/boats/${second}/launch`)).toMatchObject({ status: 200 });
});

it('lets members see boats, and only owners and admins change them', async () => {
  const bob = await app.join(ada, 'member');
  const id = await add('Discovery');
  expect(await bob.get(`/v1/boats/${id}`)).toMatchObject({ status: 200, json: { name: 'Discovery' } });
  expect(await bob.patch(`/v1/boats/${id}`, { name: 'Mine' })).toMatchObject({ status: 403 });
});

it('hides the boats of an organization from all others', async () => {
  const eve = await app.signUp();
  const id = await add('Terra Nova');
  expect(await eve.get(`/v1/boats/${id}`)).toMatchObject({ status: 404 });
});
