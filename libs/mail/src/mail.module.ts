import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { CommandLineModule, commands } from '@keelson/sql/ports';
import { accountLink, HttpSettings } from '@keelson/rest/ports';
import { RuntimeModule, RuntimeSettings } from '@keelson/runtime/ports';
import { LinkTargets } from './link-targets.js';
import { MailFolderNotice } from './mail-folder.notice.js';
import { mailFolder, MailSettings } from './mail.settings.js';
import { MailTemplates } from './mail-templates.js';
import { Mailer } from './mailer.js';
import { mailsCommand } from './mails.command.js';
import { mailsPoint } from './mails-point.js';
import { MailNotifier, Notifier } from './notifier.js';

/** {@link Notifier} and {@link Mailer} for everyone: SMTP when the settings name a server, else files. */
@Global()
@Module({
  imports: [
    RuntimeModule,
    CommandLineModule,
    Feature.declare({ points: [mailsPoint] }, settings(MailSettings), commands(mailsCommand)),
  ],
  providers: [
    {
      provide: Mailer,
      inject: [MailSettings, RuntimeSettings],
      useFactory: mailerFor,
    },
    LinkTargets,
    MailTemplates,
    MailFolderNotice,
    { provide: Notifier, useClass: MailNotifier },
  ],
  exports: [Mailer, LinkTargets, MailTemplates, Notifier],
})
export class MailModule {
  constructor(targets: LinkTargets, settings: HttpSettings) {
    targets.allow(settings.publicUrl);
    targets.allow(accountLink(settings));
  }
}

/** Loads what sends or writes mails with the application that has them, not with each import of the package. */
async function mailerFor({ smtpUrl, from }: MailSettings, runtime: RuntimeSettings): Promise<Mailer> {
  if (smtpUrl !== undefined) return new (await import('./smtp-mailer.js')).SmtpMailer(smtpUrl, from);
  return new (await import('./file-mailer.js')).FileMailer(mailFolder(runtime), from);
}
