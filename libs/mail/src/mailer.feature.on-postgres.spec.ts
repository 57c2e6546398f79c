import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';
import { Database } from '@keelson/sql';
import { Mailer } from './mailer.js';

const mail = { to: 'ada@example.com', subject: 'Welcome', text: 'Hello, Ada' };

describe('A mail', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('leaves outside of a transaction, and never within one', async () => {
    const [mailer, database] = [app.get(Mailer), app.get(Database)];
    await mailer.send(mail);
    await expect(database.transaction(() => mailer.send(mail))).rejects.toThrow(
      /inside a transaction.*Enqueue a job with effects: 'outside' that sends it/,
    );
  });
});
