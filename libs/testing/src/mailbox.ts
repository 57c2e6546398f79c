import type { Mail } from '@keelson/mail';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { installed } from './installed.js';

/** An application without mails has no mailbox, and may still be tested. */
const mail = await installed('@keelson/mail', () => import('@keelson/mail'));

/** How long a mail is waited for, in milliseconds: only a mail that never comes takes so long. */
const patienceMs = 20_000;

/** Takes the mails of a test application instead of a server: `startApp({ override: mailbox.override })`. */
export class Mailbox {
  readonly mails: Mail[] = [];

  /** @throws Error when @keelson/mail is not installed */
  readonly override = (builder: TestingModuleBuilder): TestingModuleBuilder => {
    if (!mail) throw new Error('The test mailbox requires @keelson/mail. Run `npm install @keelson/mail`.');
    return builder.overrideProvider(mail.Mailer).useValue({
      send: (sent: Mail) => {
        this.mails.push(sent);
        return Promise.resolve();
      },
    });
  };

  /** The mails to an address, whatever its case, the oldest first. */
  to(email: string): Mail[] {
    return this.mails.filter(({ to }) => to.toLowerCase() === email.toLowerCase());
  }

  /**
   * The token of the newest link for a task in a mail to an address; waits for it.
   * @throws Error when no such mail comes within 20 seconds
   */
  async token(email: string, task: string): Promise<string> {
    const form = new RegExp(`#${task}=([A-Za-z0-9_-]+)`);
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const [found] = this.to(email)
        .flatMap(({ text }) => form.exec(text)?.[1] ?? [])
        .slice(-1);
      if (found) return found;
      if (performance.now() > deadline) throw new Error(`No email to ${email} has a link to ${task}.`);
      await pause(20);
    }
  }
}
