import { isEmail } from 'class-validator';
import type { SendMailOptions } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import { InvalidMailError } from './invalid-mail.error.js';
import type { Mail } from './mailer.js';

/** Who sends: an address, perhaps with a name. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

const longestAddress = 254;
const longestSubject = 200;
const largestBody = 256 * 1024;
// eslint-disable-next-line no-control-regex -- these are what must not be in a header
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** @throws TypeError when the setting is not one address, `Keelson <no-reply@example.com>` or without the name */
export function readSender(from: string): Sender {
  const [sender, ...more] = controlCharacters.test(from) ? [] : addressparser(from, { flatten: true });
  // The operator's own host may have no dot in its name: keelson@localhost.
  if (!sender?.address || more.length > 0 || !isEmail(sender.address, { require_tld: false }))
    throw new TypeError('The sender must be a single address, such as "Keelson <no-reply@example.com>".');
  return { name: sender.name, address: sender.address };
}

/**
 * The message as nodemailer takes it. Nothing in a mail can become a header or a second recipient: addresses are
 * checked and handed over as objects, the subject is one line, files and URLs are out of reach.
 * @throws InvalidMailError naming the part that is wrong, never its value
 */
export function composeMessage(sender: Sender, mail: Mail): SendMailOptions {
  if (!isAddress(mail.to))
    throw new InvalidMailError('The recipient must be a single address without a display name.');
  if (!mail.subject || mail.subject.length > longestSubject || controlCharacters.test(mail.subject))
    throw new InvalidMailError(`The subject must be a single line of 1 to ${longestSubject} characters.`);
  for (const body of [mail.text, mail.html ?? ''])
    if (Buffer.byteLength(body) > largestBody)
      throw new InvalidMailError(`The body must have at most ${largestBody} bytes.`);
  return {
    from: { ...sender },
    to: { name: '', address: mail.to },
    envelope: { from: sender.address, to: [mail.to] },
    subject: mail.subject,
    text: mail.text,
    ...(mail.html !== undefined && { html: mail.html }),
    // RFC 3834: keeps holiday notices and other machines from answering.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isAddress(text: string): boolean {
  return text.length <= longestAddress && !controlCharacters.test(text) && isEmail(text);
}
