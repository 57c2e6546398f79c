import { v7 as uuidv7 } from 'uuid';
import { articlesCsv } from '../../data/csv.js';
import { costOf, type StartBackground } from '../control.js';
import { recording, type Change } from '../floor/recording.js';
import { openSql, prepared, type Connection, type Statement } from '../floor/sql.js';

/** Lines of a transaction, as many as Keelson's. */
const together = 256;

interface Line {
  readonly title: string;
  readonly body: string;
  readonly status: string;
  readonly authorId: string;
  readonly views: number;
}

/** An import by hand: lines by the batch, each batch with its rows, audit entries, events and its place in one transaction. */
export const startFloorImport: StartBackground = async (settings) => {
  const { engine, principals } = settings;
  const sql = openSql(settings);
  const record = recording(engine);
  const places = (count: number, one: string) => Array(count).fill(one).join(', ');
  const authorsOf = (count: number) =>
    prepared(
      engine,
      `authors-${count}`,
      `SELECT id FROM authors WHERE organization_id = ? AND id IN (${places(count, '?')})`,
    );
  const insert = (count: number) =>
    prepared(
      engine,
      `insert-${count}`,
      `INSERT INTO articles (id, version, created_at, updated_at, organization_id, title, body, status, author_id, views) VALUES ${places(count, '(?, 1, ?, ?, ?, ?, ?, ?, ?, ?)')}`,
    );
  const [table, start, place] = [
    'CREATE TABLE IF NOT EXISTS imports_by_hand (id char(36) NOT NULL PRIMARY KEY, line int NOT NULL)',
    'INSERT INTO imports_by_hand (id, line) VALUES (?, 0)',
    'UPDATE imports_by_hand SET line = ? WHERE id = ?',
  ].map((text, index) => prepared(engine, `place-${index}`, text)) as [Statement, Statement, Statement];
  await sql.rows(table, []);
  const [principal] = principals;
  if (!principal) throw new Error('bench: the data has no principals');
  const { organizationId, userId } = principal;

  const write = async (on: Connection, lines: readonly Line[], requestId: string) => {
    const wanted = [...new Set(lines.map(({ authorId }) => authorId))];
    const found = await on.rows(authorsOf(wanted.length), [organizationId, ...wanted]);
    if (found.length < wanted.length) throw new Error('bench: a line refers to an unknown author');
    const now = new Date().toISOString();
    const at = engine === 'mysql' ? now.slice(0, -1) : now;
    const rows = lines.map((line) => ({ id: uuidv7(), ...line }));
    await on.rows(
      insert(rows.length),
      rows.flatMap(({ id, title, body, status, authorId, views }) => [
        id,
        at,
        at,
        organizationId,
        title,
        body,
        status,
        authorId,
        views,
      ]),
    );
    const changes = rows.map(({ id, ...line }): Change => {
      const after = { id, version: 1, createdAt: now, updatedAt: now, organizationId, ...line };
      return {
        action: 'articles:import',
        kind: 'created',
        name: 'article',
        id,
        sequence: 1,
        before: {},
        after,
      };
    });
    await record(on, { organizationId, actorId: userId, requestId, at, changes });
  };
  return {
    burst(count) {
      const file = articlesCsv(count);
      return costOf(async () => {
        const id = uuidv7();
        await sql.rows(start, [id]);
        let [lines, at]: [Line[], number] = [[], 0];
        const flush = async () => {
          if (lines.length === 0) return;
          at += lines.length;
          await sql.transaction(async (on) => {
            await write(on, lines, id);
            await on.rows(place, [at, id]);
          });
          lines = [];
        };
        for (const [title = '', body = '', status = '', authorId = '', views = ''] of recordsOf(file)) {
          lines.push({ title, body, status, authorId, views: Number(views) });
          if (lines.length === together) await flush();
        }
        await flush();
        if (at !== count) throw new Error(`bench: only ${at} of ${count} lines were read`);
      });
    },
    close: () => sql.end(),
  };
};

/** The lines of a CSV file (RFC 4180) after its header. */
function* recordsOf(text: string): Generator<string[]> {
  for (const line of text.split('\n').slice(1))
    yield [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
}
