import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { findSettings } from '@keelson/platform';
import { formatted } from '../test/support/formatted.js';
import { AppModule } from '../src/app.module.js';
import { envExample, settingsMarkdown } from '@keelson/server';

const settings = await findSettings(AppModule);
const mend = 'run `npm run env:example`';
const rewrites = process.env['UPDATE'] === '1';

const example = new URL('../.env.example', import.meta.url);
const readme = new URL('../README.md', import.meta.url);
const marked = /<!-- settings -->[\s\S]*?<!-- \/settings -->/;

it('.env.example says what the application reads', () => {
  const expected = envExample(settings.table);
  if (rewrites) writeFileSync(example, expected);
  const written = existsSync(example) ? readFileSync(example, 'utf8') : '';
  expect(written, `.env.example is not what the settings classes say: ${mend}`).toBe(expected);
});

it('.env.example changes nothing when it is copied, and is accepted when everything in it is used', () => {
  const text = envExample(settings.table);
  expect(parseEnv(text)).toEqual({});
  const used = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(used).toSorted()).toEqual(settings.table.map(({ name }) => name).toSorted());
  // These are of no use as they stand: a password has no example, nobody sends mail from localhost, and the file is not
  // on this machine.
  const sorted = join(mkdtempSync(join(tmpdir(), 'keelson-env-')), 'pwned-passwords.txt');
  writeFileSync(sorted, 'correct horse\npassword\n');
  const completed = {
    KEELSON_OWNER_PASSWORD: 'correct horse',
    MAIL_FROM: 'shop@example.com',
    PASSWORD_BLOCKLIST_FILE: sorted,
  };
  expect(() => settings.read({ ...used, ...completed })).not.toThrow();
});

// The README need not have the table: it is kept right where the two markers stand.
it.runIf(existsSync(readme) && marked.test(readFileSync(readme, 'utf8')))(
  'the settings in README.md are those that the application reads',
  async () => {
    const text = readFileSync(readme, 'utf8');
    const table = await formatted('README.md', settingsMarkdown(settings.table));
    const expected = text.replace(marked, () => `<!-- settings -->\n\n${table}\n<!-- /settings -->`);
    if (rewrites) writeFileSync(readme, expected);
    expect(readFileSync(readme, 'utf8'), `README.md is not what the settings classes say: ${mend}`).toBe(
      expected,
    );
  },
);
