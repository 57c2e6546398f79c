import { currentContext, InjectStore, withContext, type OwnScope, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { AuditLog } from '@keelson/operations';
import { Database, databaseNow, storedScope, Turns } from '@keelson/sql';
import { Injectable, Logger } from '@nestjs/common';
import { IdentitySettings } from './identity.settings.js';
import type { Origin } from './origin.js';
import { digestOf, newRefreshToken, readRefreshToken, writeRefreshToken } from './refresh-token.js';
import { keptMs, Session, type Ending } from './session.entity.js';

/** Longest that an operator's session lives unused, in seconds: whoever may stop every queue signs in often. */
const operatorSeconds = 3_600;
/** The id of none. */
const noSession = '00000000-0000-0000-0000-000000000000';

/** Most sessions that a user has open; the one that was not used for longest gives way. */
export const mostSessions = 100;

/** A session with the refresh token that is good for it now. */
export interface OpenSession {
  readonly session: Session;
  readonly refreshToken: string;
}

/** Opens, continues and ends sessions. */
@Injectable()
export class Sessions {
  private readonly logger = new Logger('Sessions');

  constructor(
    @InjectStore(Session) private readonly sessions: Store<Session>,
    private readonly access: AccessControl,
    private readonly database: Database,
    private readonly turns: Turns,
    private readonly audit: AuditLog,
    private readonly settings: IdentitySettings,
  ) {}

  /** A new session for tokens that are bound to an organization, or to the installation; needs a transaction. */
  async open(userId: string, scope: OwnScope, from: Origin): Promise<OpenSession> {
    await this.turns.take(`sessions:${userId}`);
    const now = await this.present();
    const open = await this.openIds(userId, now);
    const unused = open.slice(mostSessions - 1);
    await this.endEach(unused, 'too-many', now);
    for (const id of unused) await this.access.changed({ subject: 'session', id });
    const token = newRefreshToken();
    const session = await this.sessions.insert({
      userId,
      boundTo: storedScope(scope),
      familyDigest: digestOf(token.family),
      secretDigest: digestOf(token.secret),
      replaced: [],
      expiresAt: new Date(now.getTime() + this.lifetimeOf(scope) * 1_000),
      ...from,
      lastUsedAt: now,
    });
    await this.audit.record(
      {
        action: currentContext().operation ?? 'auth:sign-in',
        kind: 'signed-in',
        subjectType: 'session',
        subjectId: session.id,
        actorId: userId,
      },
      scope,
    );
    return { session, refreshToken: writeRefreshToken(token) };
  }

  /**
   * Exchanges a refresh token for the next one. One that was replaced long ago ends the session.
   * @param bind says whom the session is for from now on; when it throws, the token stays good
   * @returns null for a token that is none, that is over or that was used before
   */
  async refresh(
    refreshToken: string,
    from: Origin,
    bind: (session: Session) => Promise<OwnScope>,
  ): Promise<OpenSession | null> {
    const token = readRefreshToken(refreshToken);
    if (!token) return null;
    const [found] = await this.sessions.find({ familyDigest: digestOf(token.family) }, { limit: 1 });
    if (!found) return null;
    return withContext({ operation: 'auth:refresh' }, () =>
      this.database.transaction(async () => {
        const [session] = (await this.sessions.lock([found.id])) as [Session];
        const now = await this.present();
        const exchange = session.exchange(token.secret, now, this.lifetimeOf(session.owner));
        if (exchange.outcome === 'over') return null;
        if (exchange.outcome === 'reused') {
          // Not an exception: the end of the session must be committed.
          await this.sessions.save(session);
          await this.access.changed({ subject: 'session', id: session.id });
          await this.recordReuse(session);
          this.logger.warn(`A refresh token of session ${session.id} was reused, so the session was ended.`);
          return null;
        }
        session.boundTo = storedScope(await bind(session));
        session.use(from, now);
        await this.sessions.save(session);
        return {
          session,
          refreshToken: writeRefreshToken({ family: token.family, secret: exchange.secret }),
        };
      }),
    );
  }

  private recordReuse({ id, userId, owner }: Session): Promise<void> {
    return this.audit.record(
      {
        action: 'auth:refresh',
        kind: 'refused',
        subjectType: 'session',
        subjectId: id,
        // Of the two who have the token nobody knows which is the user.
        actorId: null,
        details: { reason: 'a replaced refresh token was used again', userId },
      },
      owner,
    );
  }

  /** The open sessions of a user, the one that was used last first; {@link mostSessions} at most. */
  async of(userId: string): Promise<Session[]> {
    const ids = (await this.openIds(userId, await this.present())).slice(0, mostSessions);
    const found = new Map((await this.sessions.find({ id: ids })).map((session) => [session.id, session]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /**
   * Ends a session; needs a transaction. Its access tokens are refused everywhere within a second.
   * @returns false when the user has no such session, or it has ended
   */
  async end(sessionId: string, userId: string, by: Ending): Promise<boolean> {
    const now = await this.present();
    const [session] = await this.sessions.find({ id: sessionId, userId }, { limit: 1 });
    if (!session || session.isOver(now)) return false;
    await this.endEach([sessionId], by, now);
    await this.access.changed({ subject: 'session', id: sessionId });
    return true;
  }

  private async endEach(ids: readonly string[], by: Ending, now: Date): Promise<void> {
    if (ids.length === 0) return;
    const sessions = await this.sessions.lock(ids);
    for (const session of sessions) session.end(by, now);
    await this.sessions.saveMany(sessions);
  }

  /** The last used first. What was open before last uses were kept has none, and counts as the oldest. */
  private async openIds(userId: string, now: Date): Promise<string[]> {
    const rows = await this.database.read<{ id: string }>(
      `SELECT id FROM sessions WHERE user_id = ? AND expires_at > ? AND ended_at IS NULL ORDER BY COALESCE(last_used_at, created_at) DESC, id DESC LIMIT 1000`,
      [userId, now],
    );
    return rows.map(({ id }) => id);
  }

  /** By the database's clock; see {@link Session.exchange}. */
  private async present(): Promise<Date> {
    const [row] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
    if (!row) throw new Error('The database did not return the current time.');
    return row.now;
  }

  /**
   * Ends all sessions of a user, or all but one; needs a transaction. One statement, however many there are.
   * @param except id of the session that goes on
   * @param by `account` when something about the account has changed that ends them
   */
  async endAll(userId: string, except: string | null = null, by: Ending = 'account'): Promise<void> {
    // A sign-in under way comes before, and is seen, or after.
    await this.turns.take(`sessions:${userId}`);
    const now = await this.present();
    await this.database.write(
      `UPDATE sessions SET ended_at = ?, ended_by = ?, replaced = '[]', expires_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND ended_at IS NULL AND id <> ?`,
      [now, by, new Date(now.getTime() + keptMs), now, userId, except ?? noSession],
    );
    await this.access.changed({ subject: 'user', id: userId });
  }

  private lifetimeOf({ kind }: OwnScope): number {
    const { refreshTokenSeconds } = this.settings;
    return kind === 'installation' ? Math.min(operatorSeconds, refreshTokenSeconds) : refreshTokenSeconds;
  }
}
