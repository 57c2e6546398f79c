import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { defineMail } from './define-mail.js';
import { writePreviews } from './mail-preview.js';
import { linkValue, textValue } from './mail-values.js';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

const welcome = defineMail('harbor.welcome', {
  values: { name: textValue('Ada'), link: linkValue('/harbor') },
  letters: {
    en: ({ name, link }) => ({
      subject: `Welcome, ${name}`,
      paragraphs: ['Come in.'],
      action: { label: 'Enter', link },
    }),
    de: ({ name, link }) => ({
      subject: `Willkommen, ${name}`,
      paragraphs: ['Kommen Sie herein.'],
      action: { label: 'Eintreten', link },
    }),
  },
});

it('writes every mail in every language, and nothing that is gone', async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-preview-'));
  const preview = join(folder, 'preview');
  await writePreviews(preview, []);
  await writeFile(join(preview, 'harbor.gone.en.txt'), '');
  const files = await writePreviews(preview, [welcome as never]);
  expect(files).toEqual(await readdir(preview));
  expect(files).toEqual(['de.html', 'de.txt', 'en.html', 'en.txt'].map((end) => `harbor.welcome.${end}`));
  expect(await readFile(join(preview, 'harbor.welcome.de.txt'), 'utf8')).toBe(
    'Subject: Willkommen, Ada\n\nKommen Sie herein.\n\nEintreten:\nhttps://keelson.example/harbor\n',
  );
});
