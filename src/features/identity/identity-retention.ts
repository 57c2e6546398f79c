import { Database, ExpiredRows, RetentionRules } from '@keelson/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Access tokens live an hour at most; no process needs an older revocation. */
const changesKeptMs = 2 * 3_600_000;

/** Has sessions and links of mails deleted that are over, and revocations that concern no living token. */
@Injectable()
export class IdentityRetention implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
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
  }
}
