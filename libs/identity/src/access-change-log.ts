import { type AccessChange, type AccessChanges } from '@keelson/access';
import { Database, newId, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';

/**
 * Milliseconds before the latest change seen that are read again: a transaction that wrote its change earlier may
 * commit later. Statements give a lock up after five seconds, so none takes as long as this.
 */
const overlapMs = 30_000;
/** Changes read at a time; when there are more, all tokens are looked at anew. */
const mostChanges = 5_000;

/** What a reader has seen: the latest change, and the ids of those in the window that will be read again. */
class SeenChanges {
  constructor(
    readonly latest: number,
    readonly ids: ReadonlySet<string>,
  ) {}
}

interface ChangeRow {
  readonly id: string;
  readonly subject: AccessChange['subject'];
  readonly subject_id: string;
  readonly recorded_at: number;
}

/** Revocations, written with what revokes and read by every process. */
@Injectable()
export class AccessChangeLog {
  constructor(
    private readonly database: Database,
    private readonly clock: ServerClock,
  ) {}

  /** Inside the transaction that revokes. */
  async announce({ subject, id }: AccessChange): Promise<void> {
    const now = this.clock.now();
    await this.database.write(
      `INSERT INTO access_changes (id, version, created_at, updated_at, subject, subject_id, recorded_at) VALUES (?, 1, ?, ?, ?, ?, ?)`,
      [newId(), now, now, subject, id, now.getTime()],
    );
  }

  /** The changes since `mark` that were not told yet; `everything` for a mark that isn't one. */
  async since(mark: unknown): Promise<AccessChanges> {
    if (!(mark instanceof SeenChanges)) return everything(await this.latest());
    const rows = await this.database.read<ChangeRow>(
      `SELECT id, subject, subject_id, recorded_at FROM access_changes WHERE recorded_at > ? ORDER BY recorded_at DESC LIMIT ${mostChanges + 1}`,
      [mark.latest - overlapMs],
    );
    const latest = Math.max(mark.latest, Number(rows[0]?.recorded_at ?? 0));
    if (rows.length > mostChanges) return everything(latest);
    const news = rows.filter(({ id }) => !mark.ids.has(id));
    const ofSubject = (subject: AccessChange['subject']) =>
      news.filter((row) => row.subject === subject).map((row) => row.subject_id);
    return {
      mark: new SeenChanges(latest, new Set(rows.map(({ id }) => id))),
      sessionIds: ofSubject('session'),
      keyIds: ofSubject('key'),
      userIds: ofSubject('user'),
      organizationIds: ofSubject('organization'),
    };
  }

  private async latest(): Promise<number> {
    const [row] = await this.database.read<{ latest: number | null }>(
      'SELECT MAX(recorded_at) AS latest FROM access_changes',
    );
    return Number(row?.latest ?? 0);
  }
}

function everything(latest: number): AccessChanges {
  return {
    mark: new SeenChanges(latest, new Set()),
    sessionIds: [],
    keyIds: [],
    userIds: [],
    organizationIds: [],
    everything: true,
  };
}
