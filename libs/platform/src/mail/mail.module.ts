import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { RuntimeModule, RuntimeSettings } from '../runtime/ports.js';
import { FileMailer } from './file-mailer.js';
import { MailSettings } from './mail.settings.js';
import { Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

/** {@link Mailer} for everyone: SMTP when the settings name a server, else files. */
@Global()
@Module({
  imports: [RuntimeModule, Feature.declare({}, settings(MailSettings))],
  providers: [
    {
      provide: Mailer,
      inject: [MailSettings, RuntimeSettings],
      useFactory: ({ smtpUrl, from }: MailSettings, { dataFolder }: RuntimeSettings): Mailer =>
        smtpUrl === undefined
          ? new FileMailer(join(dataFolder, 'mail'), from)
          : new SmtpMailer(smtpUrl, from),
    },
  ],
  exports: [Mailer],
})
export class MailModule {}
