import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, SettingsError, settingsTable } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'keelson-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadSettings(env, { folder });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ variable, problem }) => `${variable}: ${problem}`);
  }
}

describe('a secret in a file', () => {
  const url = 'postgres://keelson:hunter2hunter2@localhost/keelson';

  it('is read without the line end that editors add, and stays a secret', () => {
    const settings = loadSettings({ DATABASE_URL_FILE: file('url', `${url}\n`) });
    expect(settings.database.url).toBe(url);
    expect(JSON.stringify(settings)).not.toContain('hunter2');
  });

  it('is found from the working folder, and keeps its spaces', () => {
    file('password', ' correct horse \r\n');
    const env = { KEELSON_OWNER_EMAIL: 'owner@localhost', KEELSON_OWNER_PASSWORD_FILE: 'password' };
    expect(loadSettings(env, { folder }).owner.password).toBe(' correct horse ');
  });

  it('may be any setting that is a secret', () => {
    const named = settingsTable.filter(({ file: may, secret }) => secret && !may);
    expect(named.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['beside the variable itself', { DATABASE_URL: url, DATABASE_URL_FILE: 'url' }, /so is DATABASE_URL\./],
    ['that does not exist', { DATABASE_URL_FILE: 'nowhere' }, /"nowhere" cannot be read \(ENOENT\)/],
    ['that is a folder', { DATABASE_URL_FILE: '.' }, /"\." is not a file/],
    ['that is empty', { METRICS_TOKEN_FILE: 'empty' }, /"empty" is empty/],
    ['that is too large', { METRICS_TOKEN_FILE: 'large' }, /is larger than 65536 bytes/],
  ])('is refused %s', (_, env, problem) => {
    file('url', url);
    file('empty', '\n');
    file('large', 'hunter2'.repeat(10_000));
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).not.toContain('hunter2');
  });

  it('is not missing as well when its file cannot be read', () => {
    expect(problemsOf({ NODE_ENV: 'production', DATABASE_URL_FILE: 'nowhere' })).toHaveLength(1);
  });

  it('is unknown for what is no secret', () => {
    expect(problemsOf({ KEELSON_DATA_FILE: 'x' })).toEqual([expect.stringContaining('is not a setting')]);
  });
});
