import { StartStep, type StartNotice } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { mailFolder, MailSettings } from './mail.settings.js';

/** Says where mails are when no server sends them. */
@Injectable()
export class MailFolderNotice extends StartStep {
  constructor(
    private readonly settings: MailSettings,
    private readonly runtime: RuntimeSettings,
  ) {
    super();
  }

  override served(): StartNotice | null {
    if (this.settings.smtpUrl !== undefined) return null;
    const folder = mailFolder(this.runtime);
    return {
      text: `Mail  ${folder} (one file per email; set SMTP_URL to send them)`,
      log: `SMTP_URL is not set: emails are not sent but written to ${folder}`,
      level: 'warn',
    };
  }
}
