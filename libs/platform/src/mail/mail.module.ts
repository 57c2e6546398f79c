import { Global, Module } from '@nestjs/common';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../runtime/ports.js';
import { FileMailer } from './file-mailer.js';
import { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/**
 * {@link Mailer} for everyone: SMTP when the options name a server, else files. Needs a global provider of
 * PLATFORM_OPTIONS.
 */
@Global()
@Module({
  providers: [
    {
      provide: Mailer,
      inject: [PLATFORM_OPTIONS],
      useFactory: ({ mail }: Pick<PlatformOptions, 'mail'>): Mailer =>
        mail.smtpUrl === null
          ? new FileMailer(mail.directory, mail.from)
          : new SmtpMailer(mail.smtpUrl, mail.from),
    },
  ],
  exports: [Mailer],
})
export class MailModule {}
