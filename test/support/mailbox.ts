import { Mailer, type Mail } from '@keelson/platform';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { vi } from 'vitest';

/** Takes the mails of a test application instead of a server. */
export class Mailbox {
  readonly mails: Mail[] = [];

  readonly override = (builder: TestingModuleBuilder): TestingModuleBuilder =>
    builder.overrideProvider(Mailer).useValue({
      send: (mail: Mail) => {
        this.mails.push(mail);
        return Promise.resolve();
      },
    });

  to(email: string): Mail[] {
    return this.mails.filter(({ to }) => to.toLowerCase() === email.toLowerCase());
  }

  /** The token of the newest link for a task in a mail to an address; waits for it. */
  async token(email: string, task: string): Promise<string> {
    const form = new RegExp(`#${task}=([A-Za-z0-9_-]+)`);
    return vi.waitFor(
      () => {
        const [found] = this.to(email)
          .flatMap(({ text }) => form.exec(text)?.[1] ?? [])
          .slice(-1);
        if (!found) throw new Error(`${email} has no mail with a link to ${task}.`);
        return found;
      },
      { timeout: 20_000, interval: 20 },
    );
  }
}
