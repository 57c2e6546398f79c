import { v7 as uuidv7 } from 'uuid';
import { organizationCount, organizationId } from '../../data/articles.js';
import { costOf, inFlight, measureStarts, Starts, untilNone, type StartBackground } from '../control.js';
import { openSql, prepared } from '../floor/sql.js';
import { openCarrier } from './carrier.js';
import { tablesOf } from './tables.js';

interface Event {
  readonly id: string;
  readonly aggregate_id: string;
  readonly payload: unknown;
}

const batch = 500;

/**
 * An outbox as a careful engineer writes it by hand: row, audit entry and event in one transaction, a relay that locks
 * what it hands on, a worker that marks, and every transaction again when it meets a deadlock.
 */
export const startOutbox: StartBackground = async (settings) => {
  const { engine } = settings;
  const sql = openSql(settings);
  const of = (name: string, text: string) =>
    prepared(engine, name, text.replaceAll('NOW', engine === 'mysql' ? 'NOW(3)' : 'CURRENT_TIMESTAMP'));
  for (const [index, table] of tablesOf(engine).entries()) await sql.rows(of(`table-${index}`, table), []);
  const statements = {
    parcel: of('parcel', 'INSERT INTO parcels_by_hand VALUES (?, ?, 1, NOW, NOW, ?)'),
    audit: of('audit', "INSERT INTO audit_by_hand VALUES (?, ?, NOW, 'parcels:create', 'parcel', ?, ?)"),
    event: of(
      'event',
      "INSERT INTO outbox_by_hand VALUES (?, ?, ?, 1, 'parcel.created', ?, NOW, NULL, NULL)",
    ),
    claim: of(
      'claim',
      `SELECT id, aggregate_id, payload FROM outbox_by_hand WHERE relayed_at IS NULL ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
    ),
    mark: of('mark', 'UPDATE outbox_by_hand SET handled_at = NOW WHERE id = ? AND handled_at IS NULL'),
    unhandled: of('unhandled', 'SELECT COUNT(*) AS n FROM outbox_by_hand WHERE handled_at IS NULL'),
  };
  const relayed = (count: number) =>
    of(
      `relayed-${count}`,
      `UPDATE outbox_by_hand SET relayed_at = NOW WHERE id IN (${Array(count).fill('?').join(', ')})`,
    );

  const starts = new Starts();
  const carrier = await openCarrier(settings, async ({ id, aggregate }) => {
    starts.begin(aggregate);
    await sql.retried(statements.mark, [id]);
  });

  /** Hands events on, then marks them: at least once, since an id is added once. */
  const relay = () =>
    sql.transaction(async (on) => {
      const events = await on.rows<Event>(statements.claim, []);
      if (events.length === 0) return false;
      await carrier.add(events.map(({ id, aggregate_id: aggregate }) => ({ id, aggregate })));
      await on.rows(
        relayed(events.length),
        events.map(({ id }) => id),
      );
      return events.length === batch;
    });

  let [relaying, woken] = [false, false];
  const wake = () => {
    woken = true;
    if (relaying) return;
    relaying = true;
    void (async () => {
      while (woken) {
        woken = false;
        if (await relay()) woken = true;
      }
    })().finally(() => (relaying = false));
  };
  const timer = setInterval(wake, 1_000).unref();

  const create = async (number: number): Promise<string> => {
    const [id, organization] = [uuidv7(), organizationId(number % organizationCount)];
    const label = `parcel ${number}`;
    const payload = JSON.stringify({ id, label });
    await sql.transaction(async (on) => {
      await on.rows(statements.parcel, [id, organization, label]);
      await on.rows(statements.audit, [uuidv7(), organization, id, payload]);
      await on.rows(statements.event, [uuidv7(), organization, id, payload]);
    });
    wake();
    return id;
  };
  return {
    burst(count) {
      starts.clear();
      return costOf(async () => {
        await inFlight(count, 64, async (n) => void (await create(n)));
        await untilNone(() => count - starts.count);
        await untilNone(async () => Number((await sql.rows<{ n: number }>(statements.unhandled, []))[0]?.n));
      });
    },
    starts: (count) => measureStarts(count, starts, () => create(0)),
    async close() {
      clearInterval(timer);
      await carrier.close();
      await sql.end();
    },
  };
};
