import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConnectionUrlSetting, SettingsError, TextSetting } from '@keelson/kernel';
import { DeclaredSettings } from './index.js';

class ShipSettings {
  @ConnectionUrlSetting({
    variable: 'SHIP_URL',
    schemes: ['ship'],
    example: 'ship://port',
    description: 'Where.',
  })
  url?: string;

  @TextSetting({ variable: 'SHIP_PASSWORD', min: 8, max: 100, secret: true, description: 'The word.' })
  password?: string;

  @TextSetting({ variable: 'KEELSON_SHIP', min: 1, max: 100, description: 'No secret.' })
  name?: string;

  check() {
    return this.url === undefined && this.name === 'needs-url'
      ? [{ variable: 'SHIP_URL', problem: 'is missing.' }]
      : [];
  }
}

const declared = new DeclaredSettings([ShipSettings]);

const folder = mkdtempSync(join(tmpdir(), 'keelson-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    declared.read(env, { folder });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ variable, problem }) => `${variable}: ${problem}`);
  }
}

describe('a secret in a file', () => {
  const url = 'ship://keelson:hunter2hunter2@localhost';

  it('is read without the line end that editors add, and stays a secret', () => {
    const settings = declared.read({ SHIP_URL_FILE: file('url', `${url}\n`) });
    expect(settings.get(ShipSettings).url).toBe(url);
    expect(JSON.stringify(settings)).not.toContain('hunter2');
  });

  it('is found from the working folder, and keeps its spaces', () => {
    file('password', ' correct horse \r\n');
    const env = { SHIP_PASSWORD_FILE: 'password' };
    expect(declared.read(env, { folder }).get(ShipSettings).password).toBe(' correct horse ');
  });

  it('may be any setting that is a secret', () => {
    const named = declared.table.filter(({ file: may, secret }) => secret && !may);
    expect(named.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['beside the variable itself', { SHIP_URL: url, SHIP_URL_FILE: 'url' }, /so is SHIP_URL\./],
    ['that does not exist', { SHIP_URL_FILE: 'nowhere' }, /"nowhere" cannot be read \(ENOENT\)/],
    ['that is a folder', { SHIP_URL_FILE: '.' }, /"\." is not a file/],
    ['that is empty', { SHIP_PASSWORD_FILE: 'empty' }, /"empty" is empty/],
    ['that is too large', { SHIP_PASSWORD_FILE: 'large' }, /is larger than 65536 bytes/],
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
    expect(problemsOf({ KEELSON_SHIP: 'needs-url', SHIP_URL_FILE: 'nowhere' })).toHaveLength(1);
  });

  it('is unknown for what is no secret', () => {
    expect(problemsOf({ KEELSON_SHIP_FILE: 'x' })).toEqual([expect.stringContaining('is not a setting')]);
  });
});
