import { InvalidMailError } from './invalid-mail.error.js';
import type { GivenValues, Letter, MailDefinition, MailValues, WrittenValues } from './define-mail.js';
import type { LinkTargets } from './link-targets.js';
import type { Reader } from './mail-values.js';

/**
 * The letter of a mail for one reader, with each value written in its form.
 * @throws InvalidMailError when a link leads somewhere else than to a known target
 */
export function writeLetter<Values extends MailValues>(
  mail: MailDefinition<Values>,
  reader: Reader,
  given: GivenValues<Values>,
  targets: Pick<LinkTargets, 'includes'>,
): Letter {
  const write = mail.letters[reader.language] ?? mail.letters.en;
  const values = Object.entries(mail.values).map(
    ([name, value]) => [name, value.write(given[name] as never, reader)] as const,
  );
  const letter = write(Object.fromEntries(values) as WrittenValues<Values>);
  if (letter.action && !targets.includes(letter.action.link))
    throw new InvalidMailError(
      `The link in the mail "${mail.name}" must be below PUBLIC_URL, or below an address passed to LinkTargets.allow.`,
    );
  return letter;
}
