import {
  contributionPoint,
  twinFaults,
  type Contributed,
  type Contribution,
  type FeatureRegistry,
} from '@keelson/kernel';
import type { Letter, MailDefinition } from './define-mail.js';
import { mailFaults } from './mail-faults.js';

/** A mail with whatever values. */
export interface DeclaredMail extends Omit<MailDefinition, 'letters'> {
  readonly letters: Readonly<Record<string, (values: never) => Letter>>;
}

/** What {@link mails} of modules add up to; `MailModule` renders and sends them. */
export const mailsPoint = contributionPoint<readonly MailDefinition[]>('mails', {
  prove: (all) => [
    ...twinFaults('mail', all, ({ name }) => name),
    ...all.flatMap((one) => faultsIn(one).map((fault) => `${fault} (${one.owner.name})`)),
  ],
});

/** Mails of a module, for `Feature.declare({ … }, mails(welcomeMail))`. They all have the same languages. */
export function mails(...all: readonly DeclaredMail[]): Contribution {
  return mailsPoint.of(all as readonly MailDefinition[]);
}

/** The mails of all modules. */
export function mailsOf(registry: Pick<FeatureRegistry, 'contributions'>): readonly MailDefinition[] {
  return registry.contributions(mailsPoint).flatMap(({ value }) => value);
}

function faultsIn({ value }: Contributed<readonly MailDefinition[]>): readonly string[] {
  const languages = [...new Set(value.flatMap(({ letters }) => Object.keys(letters)))];
  return value.flatMap((mail) => mailFaults(mail, languages));
}
