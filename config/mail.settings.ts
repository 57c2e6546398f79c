import { IsEmail } from 'class-validator';
import { Setting } from './setting.js';
import { ConnectionUrl } from './setting-kinds.js';

/** How mail leaves, and in whose name. */
export class MailSettings {
  /** Absent: mail is written into files below the data folder. Holds a password. */
  @ConnectionUrl({
    variable: 'SMTP_URL',
    schemes: ['smtp', 'smtps'],
    path: /^\/?$/,
    example: 'smtps://user:password@smtp.example.com:465',
    defaultNote: 'emails are written to KEELSON_DATA/mail',
    description: 'URL of the mail server.',
  })
  smtpUrl?: string;

  @Setting(
    {
      variable: 'MAIL_FROM',
      default: 'Keelson <keelson@localhost>',
      production: 'required with SMTP_URL',
      description: 'Sender of outgoing email.',
    },
    { accepts: 'an address such as no-reply@example.com or Example <no-reply@example.com>' },
    IsEmail({ allow_display_name: true, require_tld: false }),
  )
  from!: string;
}
