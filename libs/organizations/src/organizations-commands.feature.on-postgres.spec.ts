import { inScope, installationScope } from '@keelson/kernel';
import { CommandError, Database, storedScope, type DeclaredApplication } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.js';
import {
  closeOrganization,
  listOrganizations,
  resumeOrganization,
  suspendOrganization,
} from './organizations.commands.js';

describe('The command line', () => {
  let app: TestApp;
  const by = /^command-line:/;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const application = () => ({ services: () => Promise.resolve(app) }) as unknown as DeclaredApplication;
  const entriesOf = (subjectId: string, action: string) =>
    inScope(installationScope, () =>
      app
        .get(Database)
        .read<{ actor_id: string | null; request_id: string }>(
          'SELECT actor_id, request_id FROM audit_entries WHERE organization_id = ? AND subject_id = ? AND action = ? ORDER BY id',
          [storedScope(installationScope), subjectId, action],
        ),
    );

  it('suspends, resumes and closes organizations', async () => {
    const ada = await app.signUp();
    const input = { organizationId: ada.organizationId, reason: 'Spam' } as never;
    const statuses: unknown[] = [];
    for (const command of [suspendOrganization, resumeOrganization, closeOrganization]) {
      statuses.push(((await command.run(application(), input)).json as { status: string }).status);
      const expected = statuses.at(-1) === 'active' ? 200 : 403;
      await vi.waitFor(async () => expect((await ada.get('/v1/me')).status).toBe(expected), {
        timeout: 2_000,
      });
    }
    expect(statuses).toEqual(['suspended', 'active', 'closed']);
    const listed = async (status: string) =>
      (await listOrganizations.run(application(), { status } as never)).lines.join(' ');
    expect(await listed('closed')).toContain(ada.organizationId);
    expect(await listed('active')).not.toContain(ada.organizationId);
    await expect(listed('gone')).rejects.toThrow(CommandError);
    await expect(suspendOrganization.run(application(), input)).rejects.toThrow(
      'The organization is closed; it must be active.',
    );
    expect(await entriesOf(ada.organizationId, 'installation-organizations:close')).toMatchObject([
      { actor_id: null, request_id: expect.stringMatching(by) },
    ]);
  });
});
