import { writeLetter } from './write-letter.js';
import type { Letter, MailDefinition } from './define-mail.js';
import { canonical, usualLanguage } from './find-language.js';
import { LinkTargets } from './link-targets.js';
import { sampleTarget } from './mail-values.js';

const longestSampleSubject = 120;

/**
 * What is wrong with a mail, by writing its sample in every language.
 * @param languages that the mails of its module have
 */
export function mailFaults(mail: MailDefinition, languages: readonly string[]): readonly string[] {
  const missing = [...new Set([usualLanguage, ...languages])].filter(
    (language) => !(language in mail.letters),
  );
  return [
    ...missing.map(
      (language) =>
        `The mail "${mail.name}" has no letter in "${language}", but other mails of the module do: add one.`,
    ),
    ...Object.keys(mail.letters).flatMap((language) =>
      canonical(language) === language
        ? letterFaults(mail, language)
        : [
            `The mail "${mail.name}" has a letter in "${language}", which is not a language tag such as de or pt-BR: correct it.`,
          ],
    ),
  ];
}

/** The sample values of a mail, as they are given to send it. */
export function sampleOf(mail: MailDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mail.values).map(([name, { sample }]) => [name, sample]));
}

/** The targets of the links in samples. */
export function sampleTargets(): LinkTargets {
  const targets = new LinkTargets();
  targets.allow(sampleTarget);
  return targets;
}

function letterFaults(mail: MailDefinition, language: string): readonly string[] {
  const where = `The letter in "${language}" of the mail "${mail.name}"`;
  const used = new Set<string>();
  let letter: Letter;
  try {
    letter = writeLetter(watched(mail, used), { language, timeZone: 'UTC' }, sampleOf(mail), sampleTargets());
  } catch (error) {
    return [`${where} cannot be written: ${(error as Error).message}`];
  }
  const lines = [letter.subject, ...letter.paragraphs, letter.action?.label, letter.closing];
  return [
    ...Object.keys(mail.values)
      .filter((name) => !used.has(name))
      .map((name) => `${where} does not use the value "${name}": use it, or remove it from the mail.`),
    ...(letter.paragraphs.length === 0 ? [`${where} has no paragraph: add one.`] : []),
    ...(lines.some((line) => line !== undefined && !isLine(line))
      ? [`${where} has a part that is empty or has a line break: write each part as one line of text.`]
      : []),
    ...(letter.subject.length > longestSampleSubject
      ? [`${where} has a subject of over ${longestSampleSubject} characters: shorten it.`]
      : []),
  ];
}

function isLine(text: string): boolean {
  return text.trim() === text && text !== '' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** The mail, with its letters reporting the values that they use. */
function watched(mail: MailDefinition, used: Set<string>): MailDefinition {
  const watch = (values: Readonly<Record<string, string>>) =>
    new Proxy(values, {
      get(target, name) {
        used.add(String(name));
        const value = target[String(name)];
        if (value === undefined)
          throw new Error(`it uses the value "${String(name)}", which the mail does not declare`);
        return value;
      },
    });
  const letters = Object.entries(mail.letters).map(
    ([language, write]) => [language, (values: Record<string, string>) => write(watch(values))] as const,
  );
  return { ...mail, letters: Object.fromEntries(letters) as unknown as MailDefinition['letters'] };
}
