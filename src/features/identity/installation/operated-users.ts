import { InjectStore, isUuid, notFound, type Store } from '@keelson/kernel';
import { InstallationAudit } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts.js';
import { Sessions } from '../sessions.js';
import { User } from '../user.entity.js';

/** A user is found by one of the two. */
export interface WantedUser {
  readonly userId?: string | null;
  readonly email?: string | null;
}

/** What a text names: an id or an address; null when it is neither. */
export function wantedUser(text: string): WantedUser | null {
  if (text.includes('@')) return { email: text };
  return isUuid(text) ? { userId: text.toLowerCase() } : null;
}

/** What operators see of users, and do for them. Each look is recorded in the log of the installation: it shows personal data. */
@Injectable()
export class OperatedUsers {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly audit: InstallationAudit,
  ) {}

  /** By id, or by the whole address, which several accounts may claim; needs a transaction. */
  async find({ userId, email }: WantedUser): Promise<User[]> {
    const found = userId
      ? await this.users.find({ id: userId }, { limit: 1 })
      : await this.accounts.of(email ?? '');
    for (const { id } of found) await this.record(id, 'shown');
    return found;
  }

  /**
   * Ends all sessions of a user, who must sign in again; needs a transaction. Within a second, all processes refuse their
   * tokens.
   * @throws DomainError `not_found`
   */
  async endSessions(userId: string): Promise<void> {
    if ((await this.users.find({ id: userId }, { limit: 1 })).length === 0) throw notFound();
    await this.sessions.endAll(userId);
    await this.record(userId, 'sessionsEnded');
  }

  private record(subjectId: string, what: string): Promise<void> {
    return this.audit.record({
      subjectType: 'user',
      subjectId,
      changes: { [what]: { before: false, after: true } },
    });
  }
}
