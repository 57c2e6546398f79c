import { describe, expect, it } from 'vitest';
import { smtpSettings } from './smtp-settings.js';

describe('the settings for an SMTP server', () => {
  it('verify certificates and bound every wait', () => {
    const settings = smtpSettings('smtps://user%40example.com:p%3Ass@mail.example.com');
    expect(settings).toMatchObject({
      host: 'mail.example.com',
      port: 465,
      secure: true,
      auth: { user: 'user@example.com', pass: 'p:ss' },
      tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    });
    for (const bound of ['dnsTimeout', 'connectionTimeout', 'greetingTimeout', 'socketTimeout'] as const)
      expect(settings[bound]).toBeLessThanOrEqual(20_000);
  });

  it.each([
    ['smtp://user:password@mail.example.com', true],
    ['smtp://user:password@localhost:2525', false],
    ['smtp://user:password@127.0.0.1:2525', false],
    ['smtp://user:password@127.0.0.1.example.com', true],
    ['smtp://relay.internal:25', false],
  ])('%s: TLS needed is %s', (url, needed) => {
    expect(smtpSettings(url).requireTLS).toBe(needed);
  });

  it.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtps://user:hunter2@mail.example.com?tls.rejectUnauthorized=false',
    'smtps://user:hunter2@mail.example.com/path',
  ])('refuses %s without repeating it', (url) => {
    expect(() => smtpSettings(url)).toThrow(TypeError);
    expect(() => smtpSettings(url)).not.toThrow(/hunter2/);
  });
});
