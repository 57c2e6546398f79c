import { normalizedKey, validationFailed } from '@keelson/kernel';

/** In code points; NIST SP 800-63B asks for at least 8 and to allow at least 64. */
export const shortestPassword = 12;
export const longestPassword = 128;

/**
 * The form in which a password is hashed: NFC, since keyboards write the same letter in different ways (RFC 8265,
 * section 4.2). Nothing is cut off, trimmed or replaced.
 */
export function canonicalPassword(password: string): string {
  return password.normalize('NFC');
}

/** @throws DomainError `validation_failed` when someone may not have this password */
export function refuseWeakPassword(password: string, email: string): void {
  const length = [...canonicalPassword(password)].length;
  const fault =
    length < shortestPassword
      ? `must have at least ${shortestPassword} characters`
      : length > longestPassword
        ? `must have at most ${longestPassword} characters`
        : normalizedKey(password) === normalizedKey(email)
          ? 'must not be the email address'
          : null;
  if (fault)
    throw validationFailed({
      detail: `The password ${fault}.`,
      errors: [{ pointer: '/password', detail: fault }],
    });
}
