import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { formatted } from '../test/support/formatted.js';
import { envExample, loadSettings, settingsMarkdown, settingsTable } from './index.js';

const mend = 'run `npm run env:example`';
const rewrites = process.env['UPDATE'] === '1';

const example = new URL('../.env.example', import.meta.url);
const readme = new URL('../README.md', import.meta.url);
const marked = /<!-- settings -->[\s\S]*?<!-- \/settings -->/;

it('.env.example says what config/ reads', () => {
  const expected = envExample(settingsTable);
  if (rewrites) writeFileSync(example, expected);
  const written = existsSync(example) ? readFileSync(example, 'utf8') : '';
  expect(written, `.env.example is not what config/ says: ${mend}`).toBe(expected);
});

it('.env.example changes nothing when it is copied, and is accepted when everything in it is used', () => {
  const text = envExample(settingsTable);
  expect(parseEnv(text)).toEqual({});
  const used = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(used).toSorted()).toEqual(settingsTable.map(({ name }) => name).toSorted());
  // These two are of no use as they stand: a password has no example, and nobody sends mail from localhost.
  const completed = { KEELSON_OWNER_PASSWORD: 'correct horse', MAIL_FROM: 'shop@example.com' };
  expect(() => loadSettings({ ...used, ...completed })).not.toThrow();
});

// The README need not have the table: it is kept right where the two markers stand.
it.runIf(existsSync(readme) && marked.test(readFileSync(readme, 'utf8')))(
  'the settings in README.md are those that config/ reads',
  async () => {
    const text = readFileSync(readme, 'utf8');
    const table = await formatted('README.md', settingsMarkdown(settingsTable));
    const expected = text.replace(marked, () => `<!-- settings -->\n\n${table}\n<!-- /settings -->`);
    if (rewrites) writeFileSync(readme, expected);
    expect(readFileSync(readme, 'utf8'), `README.md is not what config/ says: ${mend}`).toBe(expected);
  },
);
