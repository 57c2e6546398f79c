import { describe, expect, it } from 'vitest';
import { composeMessage, readSender } from './compose-message.js';

const sender = readSender('Keelson <no-reply@example.com>');
const mail = { to: 'ada@example.com', subject: 'Welcome', text: 'Hello' };

describe('a message', () => {
  it('goes to one person, from the installation, and says that a machine wrote it', () => {
    expect(composeMessage(sender, mail)).toMatchObject({
      from: { name: 'Keelson', address: 'no-reply@example.com' },
      to: { name: '', address: 'ada@example.com' },
      envelope: { from: 'no-reply@example.com', to: ['ada@example.com'] },
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  });

  it.each([
    'ada@example.com, eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'Ada <ada@example.com>',
    '"\r\nBcc: eve@example.com\r\n"@example.com',
    'ada@example.com\u0000',
    `${'a'.repeat(250)}@example.com`,
    '',
  ])('refuses the recipient %j without repeating it', (to) => {
    expect(() => composeMessage(sender, { ...mail, to })).toThrow('must be a single address');
  });

  it.each(['', 'Hi\r\nBcc: eve@example.com', 'Hi\nthere', 'Hi\u2028there', 'x'.repeat(201)])(
    'refuses the subject %j',
    (subject) => {
      expect(() => composeMessage(sender, { ...mail, subject })).toThrow('must be a single line');
    },
  );

  it('refuses a body without bound', () => {
    expect(() => composeMessage(sender, { ...mail, html: 'x'.repeat(300_000) })).toThrow('262144 bytes');
  });

  it.each(['', 'nobody', 'a@example.com, b@example.com', 'A <a@example.com>\r\nBcc: b@example.com'])(
    'refuses the sender %j',
    (from) => {
      expect(() => readSender(from)).toThrow('must be a single address');
    },
  );
});
