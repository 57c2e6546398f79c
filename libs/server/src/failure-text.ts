import { DomainError, SettingsError } from '@keelson/kernel';
import { PlatformError } from '@keelson/runtime';
import { CommandError, DatabaseUnusableError } from '@keelson/sql';

/** Failures that an operator can fix: their message is the whole story. */
const expected = [SettingsError, DatabaseUnusableError, PlatformError, CommandError, DomainError];
/** Of a package that is loaded only when it is started. */
const expectedName = 'EmbeddedPostgresError';

/** What a process prints of the failure that ends it. */
export function failureText(error: unknown): string {
  const failure = error instanceof Error ? error : new Error(String(error));
  return failure.name === expectedName || expected.some((type) => failure instanceof type)
    ? failure.message
    : (failure.stack ?? failure.message);
}
