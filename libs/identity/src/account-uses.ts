import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Members } from '@keelson/organizations';
import type { User } from './user.entity.js';

/** What an account is used by beside its sessions, such as API keys. */
export interface UseSource {
  /** When something that acts in an organization was used last; null when nothing was. Outside of the organization's scope. */
  lastUse(organizationId: string): Promise<Date | null>;
}

/** When accounts were used last. Features whose credentials work without a session add themselves while they are initialized. */
@Injectable()
export class AccountUses {
  private readonly sources: UseSource[] = [];

  constructor(
    private readonly database: Database,
    private readonly members: Members,
  ) {}

  add(source: UseSource): void {
    this.sources.push(source);
  }

  /** The last sign-in, refresh or use of a credential in one of its organizations; the sign-up without any. */
  async last(user: User): Promise<Date> {
    const moments = [user.createdAt, user.usedAt, await this.lastOfSessions(user.id)];
    for (const { organizationId } of await this.members.of(user.id))
      for (const source of this.sources) moments.push(await source.lastUse(organizationId));
    return new Date(Math.max(...moments.map((moment) => moment?.getTime() ?? 0)));
  }

  /** Access tokens are used without a word to the database: a session is used when its tokens are refreshed. */
  private async lastOfSessions(userId: string): Promise<Date | null> {
    const [row] = await this.database.read<{ last: Date | null }>(
      'SELECT COALESCE(last_used_at, created_at) AS last FROM sessions WHERE user_id = ? AND ended_at IS NULL ORDER BY COALESCE(last_used_at, created_at) DESC LIMIT 1',
      [userId],
    );
    return row?.last ?? null;
  }
}
