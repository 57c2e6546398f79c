/** Outgoing mail. */
export { InvalidMailError } from './invalid-mail.error.js';
export { MailModule } from './mail.module.js';
export { MailNotSentError } from './mail-not-sent.error.js';
export { Mailer, mailAttempts, type Mail } from './mailer.js';
export { MailSettings } from './mail.settings.js';
