import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { projectFolder } from '../support/linked-modules.js';
import { CreatedApplication } from './created-application.js';

let application: CreatedApplication;

// Its tests, the judge and `npm run dev` are tried at night, on both engines.
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

  it('builds with the packed types', async () => {
    const { code, output } = await application.run('build');
    expect(code, output).toBe(0);
  }, 240_000);

  it('runs the commands of its modules, from each of its folders', async () => {
    const routes = await application.keelson('.', 'routes');
    expect(routes.output).toContain('/v1/boats');
    expect(routes.code, routes.output).toBe(0);
    // npx looks for the program in the folders above as well.
    const who = await application.keelson('src/features', 'who-can', 'boats:create');
    expect(who, who.output).toMatchObject({ code: 0, output: expect.stringContaining('owner') });
    const unknown = await application.run('keelson', 'sail');
    expect(unknown, unknown.output).toMatchObject({ code: 2 });
  }, 120_000);

  it('has no path of the repository that it was made from', () => {
    for (const { path, text } of application.texts()) expect(text, path).not.toContain(projectFolder);
  });
});
