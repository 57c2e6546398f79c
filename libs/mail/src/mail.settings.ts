import {
  ConnectionUrlSetting,
  Setting,
  type CheckedSettings,
  type Settings,
  type SettingsProblem,
} from '@keelson/kernel';
import { IsEmail } from 'class-validator';
import { join } from 'node:path';
import { RuntimeSettings } from '@keelson/runtime/ports';

/** Where mails are files when there is no SMTP. */
export function mailFolder({ dataFolder }: Pick<RuntimeSettings, 'dataFolder'>): string {
  return join(dataFolder, 'mail');
}

const usualSender = 'Keelson <keelson@localhost>';

/** How mail leaves, and in whose name. */
export class MailSettings implements CheckedSettings {
  /** Absent: mail is written into files below the data folder. Holds a password. */
  @ConnectionUrlSetting({
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
      default: usualSender,
      production: 'required with SMTP_URL',
      description: 'Sender of outgoing email.',
    },
    { accepts: 'an address such as no-reply@example.com or Example <no-reply@example.com>' },
    IsEmail({ allow_display_name: true, require_tld: false }),
  )
  from!: string;

  check(settings: Settings): readonly SettingsProblem[] {
    const { isProduction } = settings.get(RuntimeSettings);
    if (!isProduction || this.smtpUrl === undefined || this.from !== usualSender) return [];
    return [
      {
        variable: 'MAIL_FROM',
        problem:
          'is missing. In production, SMTP_URL requires a sender address at a domain other than localhost. Set it to an address at your domain.',
      },
    ];
  }
}
