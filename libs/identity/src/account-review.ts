import { acrossOrganizations, InjectStore, withContext, type Store } from '@keelson/kernel';
import { MailSettings } from '@keelson/mail';
import { Database, type Bindable, type RetentionRule } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { AccountEndings } from './account-endings.js';
import { AccountUses } from './account-uses.js';
import { Accounts } from './accounts.js';
import { AddressLinks } from './address-links.js';
import { IdentitySettings } from './identity.settings.js';
import { Operators } from './operators.js';
import { User, warnedBeforeMs } from './user.entity.js';

/** Accounts of one batch; each is a transaction of its own. */
const mostAccounts = 20;
const dayMs = 86_400_000;
/** When an account that could not be dealt with comes again: it must not stand in the way of others. */
const againAfterMs = 3_600_000;

/**
 * Ends accounts whose address nobody proves, after a warning by mail, and deletes the rows of accounts that have ended once
 * no organization knows them any more. Without it, strangers could fill the tables with sign-ups.
 */
@Injectable()
export class AccountReview implements RetentionRule {
  readonly table = 'users';

  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly endings: AccountEndings,
    private readonly uses: AccountUses,
    private readonly operators: Operators,
    private readonly links: AddressLinks,
    private readonly database: Database,
    private readonly settings: IdentitySettings,
    private readonly mail: MailSettings,
  ) {}

  /** @throws what has kept an account from being dealt with, once the others of the batch are */
  async deleteBatch(now: Date): Promise<boolean> {
    const { sql, values } = this.due('id', now, mostAccounts);
    const due = await this.database.read<{ id: string }>(sql, values);
    const failures: unknown[] = [];
    for (const { id } of due) await this.review(id, now).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    return due.length === mostAccounts;
  }

  backlog(now: Date, limit: number): { readonly sql: string; readonly values: readonly Bindable[] } {
    return this.due('due_at', now, limit);
  }

  private due(column: string, now: Date, limit: number) {
    return {
      sql: `SELECT ${column} FROM users WHERE due_at <= ? ORDER BY due_at LIMIT ${limit}`,
      values: [now],
    };
  }

  private async review(id: string, now: Date): Promise<void> {
    try {
      await withContext({ operation: 'auth:review-account' }, () =>
        this.database.transaction(() => this.decide(id, now)),
      );
    } catch (error) {
      const dueAt = new Date(now.getTime() + againAfterMs);
      await this.database.write('UPDATE users SET due_at = ? WHERE id = ?', [dueAt, id]);
      throw error;
    }
  }

  private async decide(id: string, now: Date): Promise<void> {
    const [found] = await this.users.find({ id }, { limit: 1 });
    if (!found) return;
    // Whoever proves the address now comes before, and is seen, or after.
    if (!found.isClosed) await this.accounts.hold(found.email);
    const [user] = (await this.users.lock([id])) as [User];
    if (user.isClosed) return this.forget(user, now);
    if (user.isProven) return this.postpone(user, null);
    // Nobody could be warned, or prove an address: what they work with must not end for that.
    if (this.mail.smtpUrl === undefined) return this.postpone(user, new Date(now.getTime() + dayMs));
    const endsAt = (await this.endOf(user, now)).getTime();
    if (now.getTime() < endsAt - warnedBeforeMs)
      return this.postpone(user, new Date(endsAt - warnedBeforeMs));
    if (user.warnedAt === null) await this.links.send('lapse', user.email);
    const warnedAt = user.warnedAt ?? now;
    const notBefore = Math.max(endsAt, warnedAt.getTime() + warnedBeforeMs);
    if (now.getTime() >= notBefore) await this.endings.end(id);
    else await this.postpone(user, new Date(notBefore), warnedAt);
  }

  /** An account that is used is kept for three times as long, and one of an operator, whom others have chosen, as long as it is one. */
  private async endOf(user: User, now: Date): Promise<Date> {
    const keptMs = this.settings.unprovenAccountDays * dayMs;
    if (await this.operators.includes(user.id)) return new Date(now.getTime() + keptMs);
    const lastUse = await this.uses.last(user);
    return new Date(Math.min(lastUse.getTime() + keptMs, user.createdAt.getTime() + 3 * keptMs));
  }

  /** Not by the store: when an account is looked at next is nothing for the audit log. */
  private async postpone({ id }: User, dueAt: Date | null, warnedAt: Date | null = null): Promise<void> {
    await this.database.write('UPDATE users SET due_at = ?, warned_at = ? WHERE id = ?', [
      dueAt,
      warnedAt,
      id,
    ]);
  }

  /** The rows of organizations refer to their own members, and those to the user: once there are none, nothing does. */
  private async forget(user: User, now: Date): Promise<void> {
    const { affected } = await acrossOrganizations(
      'deletes an ended account that no organization knows',
      () =>
        this.database.write(
          'DELETE FROM users WHERE id = ? AND NOT EXISTS (SELECT 1 FROM memberships WHERE user_id = ?)',
          [user.id, user.id],
        ),
    );
    if (affected > 0) return;
    // Accounts that ended in an older version have kept their name and address.
    if (!user.isErased) await this.endings.erase(user);
    await this.postpone(user, new Date(now.getTime() + this.settings.unprovenAccountDays * dayMs));
  }
}
