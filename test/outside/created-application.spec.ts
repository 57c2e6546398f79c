import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { projectFolder } from '../support/linked-modules.js';
import { CreatedApplication } from './created-application.js';

let application: CreatedApplication;

describe('The application that create-keelson makes', () => {
  beforeAll(async () => {
    application = await CreatedApplication.create(inject('packages'));
  }, 240_000);
  afterAll(() => application?.remove());

  it('says what to type next', () => {
    expect(application.said).toContain('cd my-app\n');
    for (const command of ['npm install', 'npm run dev', 'npm test', 'npm run verify'])
      expect(application.said).toContain(command);
  });

  it('installs what it uses, and nothing of what it does not', () => {
    expect(application.modules).toEqual(expect.arrayContaining(['@keelson/identity', 'pg', 'typeorm']));
    for (const absent of ['@keelson/api-keys', 'create-keelson', 'mysql2', 'dependency-cruiser', 'oxlint'])
      expect(application.modules).not.toContain(absent);
  });

  it('passes its tests', async () => {
    const { code, output } = await application.run('test');
    expect(output).toMatch(/Test Files +3 passed/);
    expect(code, output).toBe(0);
  }, 240_000);

  it('passes the judge on PostgreSQL', async () => {
    const began = performance.now();
    const { code, output } = await application.run('verify');
    expect(code, output).toBe(0);
    expect(output).toContain('boats');
    process.stdout.write(`verify: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  }, 600_000);

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
  }, 300_000);

  it('has no path of the repository that it was made from', () => {
    for (const { path, text } of application.texts()) expect(text, path).not.toContain(projectFolder);
  });
});

describe('Without the sample features', () => {
  beforeAll(async () => {
    application = await CreatedApplication.create(inject('packages'), ['--no-sample']);
  }, 240_000);
  afterAll(() => application?.remove());

  it('the application passes its tests', async () => {
    const { code, output } = await application.run('test');
    expect(output).toMatch(/Test Files +1 passed/);
    expect(code, output).toBe(0);
  }, 240_000);
});
