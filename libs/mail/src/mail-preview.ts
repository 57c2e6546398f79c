import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailDefinition } from './define-mail.js';
import { sampleOf, sampleTargets } from './mail-faults.js';
import { renderLetter } from './mail-look.js';
import { writeLetter } from './write-letter.js';

/**
 * Writes each mail in each of its languages, with its sample values: `identity.welcome.de.html` and `.txt`.
 * @param folder emptied first
 * @returns the names of the files
 */
export async function writePreviews(
  folder: string,
  mails: readonly MailDefinition[],
): Promise<readonly string[]> {
  const files = mails.flatMap((mail) =>
    Object.keys(mail.letters).flatMap((language) => preview(mail, language)),
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all(
    files.map(({ name, content }) => writeFile(join(folder, name), content, { mode: 0o600 })),
  );
  return files.map(({ name }) => name).sort();
}

function preview(mail: MailDefinition, language: string): { name: string; content: string }[] {
  const letter = writeLetter(mail, { language, timeZone: 'UTC' }, sampleOf(mail), sampleTargets());
  const { subject, text, html } = renderLetter(letter, language);
  const name = `${mail.name}.${language}`;
  return [
    { name: `${name}.html`, content: html },
    { name: `${name}.txt`, content: `Subject: ${subject}\n\n${text}` },
  ];
}
