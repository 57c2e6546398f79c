import { Injectable } from '@nestjs/common';
import { MailTemplates } from './mail-templates.js';
import { Mailer } from './mailer.js';
import type { GivenValues, MailDefinition, MailValues } from './define-mail.js';

/** A person who gets a message. */
export interface Recipient {
  /** One bare address (RFC 5321), without a name. */
  readonly email: string;
  /** BCP 47; English without it. */
  readonly locale?: string | null;
  /** IANA name; UTC without it. */
  readonly timeZone?: string | null;
}

/**
 * Tells a person something. Whoever calls it says who is told what; which way the message takes, and how it looks there, is
 * decided here. To add a channel (push, text messages), provide a Notifier that chooses one by the recipient.
 */
export abstract class Notifier {
  /** As `Mailer.send`: from a job, outside of any transaction. @throws as `Mailer.send` and `MailTemplates.render` */
  abstract notify<Values extends MailValues>(
    recipient: Recipient,
    message: MailDefinition<Values>,
    values: GivenValues<Values>,
  ): Promise<void>;
}

/** {@link Notifier} by mail alone. */
@Injectable()
export class MailNotifier extends Notifier {
  constructor(
    private readonly templates: MailTemplates,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  override async notify<Values extends MailValues>(
    { email, locale = null, timeZone }: Recipient,
    message: MailDefinition<Values>,
    values: GivenValues<Values>,
  ): Promise<void> {
    const mail = this.templates.render(message, locale, values, timeZone ?? undefined);
    await this.mailer.send({ to: email, ...mail });
  }
}
