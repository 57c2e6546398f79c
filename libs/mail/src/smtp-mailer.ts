import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { composeMessage, readSender, type Sender } from './compose-message.js';
import { MailNotSentError } from './mail-not-sent.error.js';
import { Mailer, type Mail } from './mailer.js';
import { smtpSettings } from './smtp-settings.js';

/** {@link Mailer} over SMTP, on a few connections that are kept for a while. */
@Injectable()
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter;
  private readonly sender: Sender;

  /** @throws TypeError when URL or sender are not valid */
  constructor(smtpUrl: string, from: string) {
    super();
    this.sender = readSender(from);
    this.transport = createTransport(smtpSettings(smtpUrl));
    // Each mail reports its own failure; an idle connection that ends is none.
    this.transport.on('error', () => undefined);
  }

  protected override async deliver(mail: Mail): Promise<void> {
    const message = composeMessage(this.sender, mail);
    try {
      await this.transport.sendMail(message);
    } catch (error) {
      throw MailNotSentError.from(error);
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
