import type { MailValue } from './mail-values.js';

/**
 * What a message says, in one language. How it looks is decided by whatever sends it: a mail makes text and HTML of the
 * same parts, and another channel makes its own form of them.
 */
export interface Letter {
  /** One line. */
  readonly subject: string;
  /** Plain text, one line each. */
  readonly paragraphs: readonly string[];
  /** What to do next: a label, and a value of the kind `link`. */
  readonly action?: { readonly label: string; readonly link: string };
  /** Plain text below the action, such as what to do if the reader did not ask for the message. */
  readonly closing?: string;
}

export type MailValues = Readonly<Record<string, MailValue>>;

/** What has to be given to send such a mail: a text for each value, and a date for each instant. */
export type GivenValues<Values extends MailValues> = {
  readonly [Name in keyof Values]: Values[Name] extends MailValue<infer Given> ? Given : never;
};

/** What a letter is written from: each value in the form in which the reader sees it. */
export type WrittenValues<Values extends MailValues> = { readonly [Name in keyof Values]: string };

export type LetterIn<Values extends MailValues> = (values: WrittenValues<Values>) => Letter;

export interface MailDefinition<Values extends MailValues = MailValues> {
  /** `<feature>.<what>`: `identity.welcome`. */
  readonly name: string;
  readonly values: Values;
  /** By language (BCP 47); `en` is what readers of other languages get. */
  readonly letters: Readonly<Record<string, LetterIn<Values>>> & { readonly en: LetterIn<Values> };
}

/**
 * Makes a mail; contribute it with `Feature.declare({ … }, mails(welcomeMail))`, and send it with `Notifier`. Its values have
 * samples, by which the start proves that it is complete in every language.
 * @throws Error when the name is malformed
 */
export function defineMail<Values extends MailValues>(
  name: string,
  parts: Omit<MailDefinition<Values>, 'name'>,
): MailDefinition<Values> {
  if (!/^[a-z]+(-[a-z]+)*[.][a-z]+(-[a-z]+)*$/.test(name))
    throw new Error(`The mail "${name}" must be named <feature>.<what>, such as identity.welcome.`);
  return { name, ...parts };
}
