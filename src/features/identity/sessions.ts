import { InjectStore, withContext, type OwnScope, type Store } from '@keelson/kernel';
import { AccessControl, Database, ServerClock, storedScope } from '@keelson/platform';
import { Injectable, Logger } from '@nestjs/common';
import { IdentitySettings } from './identity.settings.js';
import { digestOf, newRefreshToken, readRefreshToken, writeRefreshToken } from './refresh-token.js';
import { keptMs, Session } from './session.entity.js';

/** Longest that an operator's session lives unused, in seconds: whoever may stop every queue signs in often. */
const operatorSeconds = 3_600;
/** The id of none. */
const noSession = '00000000-0000-0000-0000-000000000000';

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
    private readonly clock: ServerClock,
    private readonly settings: IdentitySettings,
  ) {}

  /** A new session for tokens that are bound to an organization, or to the installation; needs a transaction. */
  async open(userId: string, scope: OwnScope): Promise<OpenSession> {
    const token = newRefreshToken();
    const session = await this.sessions.insert({
      userId,
      boundTo: storedScope(scope),
      familyDigest: digestOf(token.family),
      secretDigest: digestOf(token.secret),
      replaced: [],
      expiresAt: new Date(this.clock.ms() + this.lifetimeOf(scope) * 1_000),
    });
    return { session, refreshToken: writeRefreshToken(token) };
  }

  /**
   * Exchanges a refresh token for the next one. One that was replaced long ago ends the session.
   * @param bind says whom the session is for from now on; when it throws, the token stays good
   * @returns null for a token that is none, that is over or that was used before
   */
  async refresh(
    refreshToken: string,
    bind: (session: Session) => Promise<OwnScope>,
  ): Promise<OpenSession | null> {
    const token = readRefreshToken(refreshToken);
    if (!token) return null;
    const [found] = await this.sessions.find({ familyDigest: digestOf(token.family) }, { limit: 1 });
    if (!found) return null;
    return withContext({ operation: 'auth:refresh' }, () =>
      this.database.transaction(async () => {
        const [session] = (await this.sessions.lock([found.id])) as [Session];
        const exchange = session.exchange(token.secret, this.clock.now(), this.lifetimeOf(session.owner));
        if (exchange.outcome === 'over') return null;
        if (exchange.outcome === 'reused') {
          // Not an exception: the end of the session must be committed.
          await this.sessions.save(session);
          await this.access.changed({ subject: 'session', id: session.id });
          this.logger.warn(`A refresh token of session ${session.id} was reused, so the session was ended.`);
          return null;
        }
        session.boundTo = storedScope(await bind(session));
        await this.sessions.save(session);
        return {
          session,
          refreshToken: writeRefreshToken({ family: token.family, secret: exchange.secret }),
        };
      }),
    );
  }

  /** Ends a session; needs a transaction. Its access tokens are refused everywhere within a second. */
  async end(sessionId: string): Promise<void> {
    const [session] = (await this.sessions.lock([sessionId])) as [Session];
    session.end('signed-out', this.clock.now());
    await this.sessions.save(session);
    await this.access.changed({ subject: 'session', id: sessionId });
  }

  /**
   * Ends all sessions of a user, or all but one; needs a transaction. One statement, however many there are.
   * @param except id of the session that goes on
   */
  async endAll(userId: string, except: string | null = null): Promise<void> {
    const now = this.clock.now();
    await this.database.write(
      `UPDATE sessions SET ended_at = ?, ended_by = 'account', replaced = '[]', expires_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND ended_at IS NULL AND id <> ?`,
      [now, new Date(now.getTime() + keptMs), now, userId, except ?? noSession],
    );
    await this.access.changed({ subject: 'user', id: userId });
  }

  private lifetimeOf({ kind }: OwnScope): number {
    const { refreshTokenSeconds } = this.settings;
    return kind === 'installation' ? Math.min(operatorSeconds, refreshTokenSeconds) : refreshTokenSeconds;
  }
}
