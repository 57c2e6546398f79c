import { acrossOrganizations, defineJob, defineSchedule, InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Database, ExpiredRows, RetentionRules, ServerClock } from '@keelson/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Invitation } from './invitation.entity.js';

class ExpireInvitations {}

export const expireInvitations = defineJob('organizations.expire-invitations', ExpireInvitations);
export const expiryOfInvitations = defineSchedule('organizations.expire-invitations', {
  job: expireInvitations,
  payload: {},
  everySeconds: 600,
  missed: 'once',
});

/** Rows of one transaction. */
const mostRows = 200;
/** How long what became of an invitation can be looked up; the address in it is personal. */
const keptMs = 90 * 24 * 3_600_000;

/** Marks invitations that nobody has accepted in time, and has old ones deleted. Acceptance goes by the time itself. */
@Injectable()
@JobProcessor(expireInvitations)
export class ExpireInvitationsJob implements OnModuleInit {
  constructor(
    @InjectStore(Invitation) private readonly invitations: Store<Invitation>,
    private readonly database: Database,
    private readonly clock: ServerClock,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'invitations',
        key: 'id',
        column: 'expires_at',
        before: (now) => new Date(now.getTime() - keptMs),
      }),
    );
  }

  async run(): Promise<void> {
    await acrossOrganizations('marks expired invitations', async () => {
      while ((await this.expireSome()) === mostRows);
    });
  }

  private expireSome(): Promise<number> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const found = await this.database.read<{ id: string }>(
        `SELECT id FROM invitations WHERE status = 'pending' AND expires_at <= ? ORDER BY expires_at, id LIMIT ${mostRows}`,
        [now],
      );
      const rows = await this.invitations.lock(found.map(({ id }) => id));
      const overdue = rows.filter((row) => row.status === 'pending' && !row.isOpen(now));
      for (const row of overdue) row.status = 'expired';
      await this.invitations.saveMany(overdue);
      return found.length;
    });
  }
}
