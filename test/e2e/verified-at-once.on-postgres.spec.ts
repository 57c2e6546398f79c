import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';

let signingIn: TestApp;
let answering: TestApp;
let people: SignedIn[];

beforeAll(async () => {
  signingIn = await startApp();
  people = [];
  for (let count = 0; count < 8; count += 1) people.push(await signingIn.signUp());
  // Another process on the same database: it has seen none of their tokens.
  answering = await startApp({ databaseUrl: signingIn.databaseUrl });
});
afterAll(async () => {
  await answering.close();
  await signingIn.close();
});

it('takes everyone for who they are, when many unknown tokens come at the same time', async () => {
  const answers = await Promise.all(people.map(({ token }) => answering.http('GET', '/v1/me', { token })));
  expect(answers.map(({ json }) => json.user.id)).toEqual(people.map(({ userId }) => userId));
  const again = await Promise.all(people.map(({ token }) => answering.http('GET', '/v1/me', { token })));
  expect(again.map(({ json }) => json.user.id)).toEqual(people.map(({ userId }) => userId));
}, 10_000);
