/** Outgoing mail. */
export {
  defineMail,
  type GivenValues,
  type Letter,
  type LetterIn,
  type MailDefinition,
  type MailValues,
  type WrittenValues,
} from './define-mail.js';
export { InvalidMailError } from './invalid-mail.error.js';
export { LinkTargets } from './link-targets.js';
export type { RenderedMail } from './mail-look.js';
export { MailModule } from './mail.module.js';
export { MailNotSentError } from './mail-not-sent.error.js';
export { MailTemplates } from './mail-templates.js';
export {
  addressValue,
  instantValue,
  linkValue,
  textValue,
  type MailValue,
  type Reader,
} from './mail-values.js';
export { Mailer, mailAttempts, type Mail } from './mailer.js';
export { MailSettings } from './mail.settings.js';
export { mails } from './mails-point.js';
export { Notifier, type Recipient } from './notifier.js';
