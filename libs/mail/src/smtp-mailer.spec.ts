import { afterEach, describe, expect, it, vi } from 'vitest';
import { startSmtp, type SmtpServer } from '../../../test/support/smtp.js';
import { MailNotSentError } from './mail-not-sent.error.js';
import { SmtpMailer } from './smtp-mailer.js';

const mail = { to: 'ada@example.com', subject: 'Grüße', text: 'Hello\n.\nthere', html: '<p>Hello</p>' };
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function connect(answers?: Parameters<typeof startSmtp>[0]): Promise<[SmtpServer, SmtpMailer]> {
  const server = await startSmtp(answers);
  const mailer = new SmtpMailer(server.url, 'Keelson <no-reply@example.com>');
  cleanUp.push(
    () => server.stop(),
    () => mailer.onApplicationShutdown(),
  );
  return [server, mailer];
}

describe('mail over SMTP', () => {
  it('arrives', async () => {
    const [server, mailer] = await connect();
    await mailer.send(mail);
    expect(server.mails).toHaveLength(1);
    const [received] = server.mails;
    expect(received).toMatchObject({ from: 'no-reply@example.com', to: ['ada@example.com'] });
    expect(received?.message).toMatch(/^From: Keelson <no-reply@example.com>\r$/m);
    expect(received?.message).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(received?.message).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(received?.message).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it('keeps a bounded number of connections, and none after the end', async () => {
    const [server, mailer] = await connect();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, server.connections())), 1);
    await Promise.all(Array.from({ length: 40 }, () => mailer.send(mail)));
    clearInterval(watch);
    expect(server.mails).toHaveLength(40);
    expect(most).toBeLessThanOrEqual(4);
    mailer.onApplicationShutdown();
    await vi.waitFor(() => expect(server.connections()).toBe(0));
  });

  it.each([
    ['550 5.1.1 no such user ada@example.com', true],
    ['451 4.7.1 ada@example.com: try again later', false],
  ])('tells %s by its codes, without the address', async (answer, permanent) => {
    const [, mailer] = await connect((line) => (line.startsWith('RCPT') ? answer : undefined));
    const error = await mailer.send(mail).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailNotSentError);
    expect(error).toMatchObject({ permanent });
    expect((error as Error).message).toBe(
      `The email was not sent: EENVELOPE ${answer.slice(0, 3)} at RCPT TO.`,
    );
    expect(JSON.stringify([error, (error as Error).stack, (error as Error).cause])).not.toContain('ada@');
  });

  it.each([
    ['MAIL', '550 5.7.1 sender refused', false],
    ['EHLO', '521 5.3.2 not now', false],
    ['DATA', '554 5.6.0 not such a message', true],
  ])('at %s, %s is final: %s', async (command, answer, permanent) => {
    // A server that refuses EHLO is asked once more with HELO.
    const [, mailer] = await connect((line) =>
      line.startsWith(command) || (command === 'EHLO' && line.startsWith('HELO')) ? answer : undefined,
    );
    await expect(mailer.send(mail)).rejects.toMatchObject({ permanent });
  });

  it('fails when nobody listens, and may be tried again', async () => {
    const [server, mailer] = await connect();
    await server.stop();
    cleanUp.shift();
    await expect(mailer.send(mail)).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/^The email was not sent: E(CONN|SOCKET)[A-Z]* at CONN\.$/) as string,
    });
  });

  it('never sends a password to a server that offers no TLS', async () => {
    const heard: string[] = [];
    const server = await startSmtp((line) => {
      heard.push(line);
      return line.startsWith('EHLO') ? '250-trial\r\n250 AUTH PLAIN LOGIN' : undefined;
    });
    cleanUp.push(() => server.stop());
    // An address of this machine that is not one of those by which it is known to be this machine.
    const url = server.url.replace('127.0.0.1', 'user:hunter2@[::ffff:127.0.0.1]');
    const mailer = new SmtpMailer(url, 'no-reply@example.com');
    cleanUp.push(() => mailer.onApplicationShutdown());
    await expect(mailer.send(mail)).rejects.toThrow('The email was not sent: ETLS');
    expect(heard.join()).toContain('EHLO');
    expect(heard.join()).not.toContain('AUTH');
    expect(server.mails).toEqual([]);
  });
});
