import { DomainError, SettingsError } from '@keelson/kernel';
import { CommandError, DatabaseUnusableError, EmbeddedPostgresError, PlatformError } from '@keelson/platform';

/** Failures that an operator can fix: their message is the whole story. */
const expected = [
  SettingsError,
  DatabaseUnusableError,
  EmbeddedPostgresError,
  PlatformError,
  CommandError,
  DomainError,
];

/** What a process prints of the failure that ends it. */
export function failureText(error: unknown): string {
  const failure = error instanceof Error ? error : new Error(String(error));
  return expected.some((type) => failure instanceof type)
    ? failure.message
    : (failure.stack ?? failure.message);
}
