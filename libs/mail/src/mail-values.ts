import { plainText } from './plain-text.js';

/** One value that a mail shows: how it is written, and a sample for the preview. */
export interface MailValue<Given = unknown> {
  readonly kind: 'text' | 'address' | 'instant' | 'link';
  readonly sample: Given;
  /** The form that the reader sees. */
  write(given: Given, reader: Reader): string;
}

/** For whom values are written. */
export interface Reader {
  /** The language of the letter. */
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** Longest text that a value becomes, in characters. */
const longestText = 200;

/**
 * What people typed: a name, a title. It stays in its line, cannot reverse the text around it, and mail programs make no link
 * of it, so that nobody can send advertisements by the name of an organization.
 */
export function textValue(sample: string): MailValue<string> {
  return { kind: 'text', sample, write: (given) => withoutLinks(plainText(given, longestText)) };
}

/** An email address, as it is. */
export function addressValue(sample: string): MailValue<string> {
  return { kind: 'address', sample, write: (given) => plainText(given, longestText) };
}

/** A moment, written in the reader's language and time zone. @param sample RFC 3339 */
export function instantValue(sample: string): MailValue<Date> {
  return {
    kind: 'instant',
    sample: new Date(sample),
    write: (given, { language, timeZone }) =>
      new Intl.DateTimeFormat(language, {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
        timeZone,
      }).format(given),
  };
}

/**
 * A whole address below PUBLIC_URL, or another target that `LinkTargets` knows.
 * @param samplePath such as `/account#token=…`
 */
export function linkValue(samplePath: string): MailValue<string> {
  return { kind: 'link', sample: sampleTarget + samplePath, write: (given) => given };
}

/** What the links of samples point to (RFC 2606). */
export const sampleTarget = 'https://keelson.example';

/** An invisible break within what mail programs would take for an address. */
function withoutLinks(text: string): string {
  return text.replaceAll(/(?<=[\p{L}\p{N}])[.](?=[\p{L}\p{N}])|:(?=\/\/)/gu, '$&\u200b');
}
