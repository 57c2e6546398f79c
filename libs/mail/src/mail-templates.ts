import { FeatureRegistry } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { findLanguage } from './find-language.js';
import { LinkTargets } from './link-targets.js';
import { renderLetter, type RenderedMail } from './mail-look.js';
import { mailsOf } from './mails-point.js';
import { writeLetter } from './write-letter.js';
import type { GivenValues, MailDefinition, MailValues } from './define-mail.js';

/** Turns declared mails into subject, text and HTML. */
@Injectable()
export class MailTemplates implements OnModuleInit {
  private declared: ReadonlySet<string> = new Set();

  constructor(
    private readonly registry: FeatureRegistry,
    private readonly targets: LinkTargets,
  ) {}

  onModuleInit(): void {
    this.declared = new Set(mailsOf(this.registry).map(({ name }) => name));
  }

  /**
   * A mail in the language that is best for the locale.
   * @param locale BCP 47; null for English
   * @param timeZone IANA name in which instants are written
   * @throws Error for a mail that no module contributes, since the start has not proven it
   * @throws InvalidMailError when a link leads somewhere else than to a known target
   */
  render<Values extends MailValues>(
    mail: MailDefinition<Values>,
    locale: string | null,
    given: GivenValues<Values>,
    timeZone = 'UTC',
  ): RenderedMail {
    if (!this.declared.has(mail.name))
      throw new Error(
        `No module contributes the mail "${mail.name}": add it with mails(…) to the Feature.declare of its module.`,
      );
    const language = findLanguage(locale, Object.keys(mail.letters));
    return renderLetter(writeLetter(mail, { language, timeZone }, given, this.targets), language);
  }
}
