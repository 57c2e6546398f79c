import { describe, expect, it } from 'vitest';
import { canonicalPassword, refuseWeakPassword } from './password-policy.js';

describe('refuseWeakPassword', () => {
  const email = 'Somebody.Long@example.com';
  const check = (password: string) => () => refuseWeakPassword(password, email);

  it.each([
    'a'.repeat(12),
    'a'.repeat(128),
    '🔑'.repeat(12),
    '🔑'.repeat(128),
    '  spaces count  ',
    'é'.repeat(12),
  ])('takes "%s"', (password) => {
    expect(check(password)).not.toThrow();
  });

  it.each([
    ['a'.repeat(11), 'at least 12'],
    // Twelve code points as typed, six as letters.
    ['e\u0301'.repeat(6), 'at least 12'],
    ['🔑'.repeat(11), 'at least 12'],
    ['a'.repeat(129), 'at most 128'],
    ['🔑'.repeat(129), 'at most 128'],
    [email, 'email'],
    [email.toUpperCase(), 'email'],
  ])('refuses "%s"', (password, why) => {
    expect(check(password)).toThrow(why);
    expect(check(password)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        details: expect.objectContaining({
          errors: [expect.objectContaining({ pointer: '/password' })],
        }) as object,
      }) as Error,
    );
  });
});

describe('canonicalPassword', () => {
  it('writes the same letters the same way, and leaves everything else as it is', () => {
    expect(canonicalPassword('cafe\u0301')).toBe(canonicalPassword('caf\u00e9'));
    expect(canonicalPassword(' A b\t')).toBe(' A b\t');
    expect(canonicalPassword('ﬁ')).toBe('ﬁ');
  });
});
