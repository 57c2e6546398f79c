import { InjectStore, isUuid, notFound, type Store } from '@keelson/kernel';
import { InstallationAudit } from '@keelson/operations';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts.js';
import { Sessions } from '../sessions.js';
import { User } from '../user.entity.js';

/** What finds a user: an id, or a whole email address. */
export const userText = /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[^@]+@[^@]+)$/;

/** What operators see of users, and do for them. Each look is recorded in the log of the installation: it shows personal data. */
@Injectable()
export class OperatedUsers {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly audit: InstallationAudit,
  ) {}

  /** @param text in the form of {@link userText}; several accounts may claim one address. Needs a transaction. */
  async find(text: string): Promise<User[]> {
    const found = isUuid(text)
      ? await this.users.find({ id: text.toLowerCase() }, { limit: 1 })
      : await this.accounts.of(text);
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
