import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTransport } from 'nodemailer';
import { composeMessage, readSender, type Sender } from './compose-message.js';
import { Mailer, type Mail } from './mailer.js';

/** How many mails are kept; the oldest go first. */
export const mailsKept = 500;

/**
 * {@link Mailer} for an installation without SMTP: each mail becomes a file `<time>-<id>.eml` (RFC 5322), which a mail
 * program can open. Nobody but this user can read them.
 */
@Injectable()
export class FileMailer extends Mailer {
  private readonly writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  private readonly sender: Sender;

  /** @throws TypeError when the sender is not valid */
  constructor(
    private readonly directory: string,
    from: string,
  ) {
    super();
    this.sender = readSender(from);
  }

  protected override async deliver(mail: Mail): Promise<void> {
    const { message } = await this.writer.sendMail(composeMessage(this.sender, mail));
    await this.makeFolder();
    const name = `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomUUID()}`;
    const unfinished = join(this.directory, `${name}.part`);
    await writeFile(unfinished, message, { mode: 0o600, flag: 'wx' });
    // Whoever watches the folder sees whole mails only.
    await rename(unfinished, join(this.directory, `${name}.eml`));
    await this.removeOldest();
  }

  private async makeFolder(): Promise<void> {
    await mkdir(dirname(this.directory), { recursive: true });
    await mkdir(this.directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }

  private async removeOldest(): Promise<void> {
    // Names begin with the time. Files of other names are not ours.
    const ours = (await readdir(this.directory)).filter((name) =>
      /^\d{8}T\d{9}Z-[-0-9a-f]{36}\.(eml|part)$/.test(name),
    );
    const oldest = ours.sort().slice(0, Math.max(ours.length - mailsKept, 0));
    await Promise.all(oldest.map((name) => rm(join(this.directory, name), { force: true })));
  }
}
