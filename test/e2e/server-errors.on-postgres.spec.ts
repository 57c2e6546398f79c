import { checks, verify } from '@keelson/conformance';
import { expect, inject, it } from 'vitest';
import { startSubject } from '../conformance/subject.js';
import { startApp } from '../support/app.js';
import { PumpsModule } from '../support/features/ordinary/pumps.js';

const cause =
  /^Error: The pump is empty\. \(at PumpsController\.read \(test\/support\/features\/ordinary\/pumps\.ts:\d+:\d+\)\)$/;

it('The kit shows the error behind a 500, which no client sees', { timeout: 120_000 }, async () => {
  const subject = await startSubject(inject('engine'), inject('servers'), { modules: [PumpsModule] });
  try {
    const { findings } = await verify(subject, {
      feature: PumpsModule.name,
      checks: checks.filter(({ name }) => name === 'access' || name === 'contract'),
    });
    const [finding] = findings.filter(({ rule }) => rule === 'contract/server-error');
    expect(finding?.message).toMatch(/^GET \/v1\/pumps returns 500: Error: The pump is empty\./);
    const [note = ''] = finding?.evidence.notes ?? [];
    expect(note.replace('Server error: ', '')).toMatch(cause);
    expect(finding?.evidence.answer?.text).not.toContain('The pump is empty');
  } finally {
    await subject.close();
  }
});

it('A spec knows the error behind a 500', async () => {
  const app = await startApp({ modules: [PumpsModule] });
  try {
    const ada = await app.signUp();
    const { status, serverError, text } = await ada.get('/v1/pumps');
    expect(status).toBe(500);
    expect(serverError).toMatch(cause);
    expect(text).not.toContain('The pump is empty');
    expect((await ada.get('/v1/me')).serverError).toBeUndefined();
  } finally {
    await app.close();
  }
});
