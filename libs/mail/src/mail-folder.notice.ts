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

  /** The log says it before "Listening on", which is the last line of a start. */
  override run(): Promise<StartNotice | null> {
    return Promise.resolve(
      this.folder === null
        ? null
        : {
            log: `SMTP_URL is not set: emails are not sent but written to ${this.folder}`,
            level: 'warn',
          },
    );
  }

  override served(): StartNotice | null {
    return this.folder === null
      ? null
      : { text: `Mail  ${this.folder} (one file per email; set SMTP_URL to send them)` };
  }

  private get folder(): string | null {
    return this.settings.smtpUrl === undefined ? mailFolder(this.runtime) : null;
  }
}
