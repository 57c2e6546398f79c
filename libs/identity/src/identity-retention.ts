import { Database, ExpiredRows, RetentionRules } from '@keelson/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountReview } from './account-review.js';
import { IdentitySettings } from './identity.settings.js';

/** Access tokens live an hour at most; no process needs an older revocation. */
const changesKeptMs = 2 * 3_600_000;

const dayMs = 86_400_000;
/** Longer than the longest pause between two mails of a kind. */
const noticesKeptDays = 30;

/** Has accounts that nobody proves, sessions, links of mails, revocations, failed attempts, devices and sign-ins deleted that no longer matter. */
@Injectable()
export class IdentityRetention implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
    private readonly settings: IdentitySettings,
    private readonly accounts: AccountReview,
  ) {}

  onModuleInit(): void {
    this.rules.add(this.accounts);
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'address_links',
        key: 'id',
        column: 'expires_at',
        before: (now) => now,
      }),
    );
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'sessions',
        key: 'id',
        column: 'expires_at',
        before: (now) => now,
      }),
    );
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'access_changes',
        key: 'id',
        column: 'recorded_at',
        before: (now) => now.getTime() - changesKeptMs,
      }),
    );
    const expired = (table: string, key: string, column: string, before: (now: Date) => Date | number) =>
      this.rules.add(new ExpiredRows(this.database, { table, key, column, before }));
    const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * dayMs);
    expired('sign_in_failures', 'key_hash', 'forgotten_at', (now) => now.getTime());
    expired('devices', 'id', 'expires_at', (now) => now);
    expired('sign_ins', 'id', 'last_at', (now) => daysBefore(now, this.settings.signInHistoryDays));
    expired('account_notices', 'id', 'sent_at', (now) => daysBefore(now, noticesKeptDays));
  }
}
