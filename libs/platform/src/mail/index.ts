/** Outgoing mail. */
export { MailModule } from './mail.module.js';
export { MailNotSentError } from './mail-not-sent.error.js';
export { Mailer, type Mail } from './mailer.js';
