import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileMailer, mailsKept } from './file-mailer.js';

const mail = { to: 'ada@example.com', subject: 'Welcome', text: 'Hello, Ada' };
let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'keelson-mail-'));
  directory = join(parent, 'not', 'yet', 'there');
});
afterEach(() => rm(parent, { recursive: true }));

describe('mail into files', () => {
  it('is a whole message of RFC 5322 that nobody else can read', async () => {
    await new FileMailer(directory, 'Keelson <no-reply@example.com>').send(mail);
    const [name = '', ...more] = await readdir(directory);
    expect(more).toEqual([]);
    expect(name).toMatch(/^\d{8}T\d{9}Z-[0-9a-f-]{36}\.eml$/);
    const message = await readFile(join(directory, name), 'utf8');
    expect(message).toMatch(/^To: ada@example.com\r$/m);
    expect(message).toMatch(/^Message-ID: <[^>]+@example.com>\r$/m);
    expect(message).toMatch(/^Date: /m);
    expect(message).toMatch(/\r\n\r\nHello, Ada/);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest, and what is not its own', async () => {
    const mailer = new FileMailer(directory, 'no-reply@example.com');
    await mailer.send(mail);
    const old = Array.from(
      { length: mailsKept + 10 },
      (_, index) => `20200101T${String(index).padStart(9, '0')}Z-01890a5d-ac96-774b-bcce-b302099a8057.eml`,
    );
    await Promise.all(old.map((name) => writeFile(join(directory, name), '')));
    await writeFile(join(directory, 'notes.txt'), '');

    await Promise.all([mailer.send(mail), mailer.send(mail)]);
    const names = await readdir(directory);
    expect(names).toHaveLength(mailsKept + 1);
    expect(names).toContain('notes.txt');
    expect(names.filter((name) => !name.startsWith('2020') && name.endsWith('.eml'))).toHaveLength(3);
    expect(names).toContain(old.at(-1));
    expect(names).not.toContain(old[12]);
  });

  it('refuses what may not be sent before it writes', async () => {
    const mailer = new FileMailer(directory, 'no-reply@example.com');
    await expect(mailer.send({ ...mail, subject: 'a\r\nBcc: b' })).rejects.toThrow(TypeError);
    await expect(readdir(directory)).rejects.toThrow('ENOENT');
  });
});
