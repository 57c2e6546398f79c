import { setTimeout as pause } from 'node:timers/promises';
import { type Engine, openSql, type SqlSession } from '@keelson/testing/servers';
import { text } from './reconciliation/books.js';

/** Work that is not over, by what it is. */
export type Left = ReadonlyMap<string, number>;

/**
 * Waits until all background work is over, as long as it goes on.
 * @param stillMs how long nothing may move before it counts as stuck
 * @returns what is left then
 */
export async function drain(engine: Engine, url: string, stillMs: number, mostMs: number): Promise<Left> {
  const sql = await openSql(engine, url);
  try {
    const end = performance.now() + mostMs;
    let moved = performance.now();
    let before = '';
    for (;;) {
      const left = await leftOver(sql);
      if (left.size === 0) return left;
      const now = JSON.stringify([...left]);
      if (now !== before) moved = performance.now();
      before = now;
      if (performance.now() > moved + stillMs || performance.now() > end) return left;
      await pause(200);
    }
  } finally {
    await sql.end();
  }
}

/** How many jobs are not over; 0 while nobody can say. */
export async function backlog(engine: Engine, url: string): Promise<number> {
  try {
    const sql = await openSql(engine, url);
    try {
      const [row] = await sql.query(
        "SELECT COUNT(*) AS n FROM jobs WHERE state IN ('waiting', 'delayed', 'held', 'active')",
      );
      return Number(row?.['n'] ?? 0);
    } finally {
      await sql.end();
    }
  } catch {
    return 0;
  }
}

/** Those behind a dead job wait for somebody, so they don't count. */
async function leftOver(sql: SqlSession): Promise<Left> {
  const events = await sql.query('SELECT COUNT(*) AS n FROM outbox_events WHERE slot IS NOT NULL');
  const jobs = await sql.query(
    "SELECT j.queue, j.state, COUNT(*) AS n, MAX(j.attempt) AS attempts FROM jobs j WHERE j.state IN ('waiting', 'delayed', 'held', 'active') AND NOT (j.line IS NOT NULL AND EXISTS (SELECT 1 FROM jobs d WHERE d.line = j.line AND d.state = 'dead')) GROUP BY j.queue, j.state ORDER BY j.queue, j.state",
  );
  const left = new Map(
    jobs.map(({ queue, state, n, attempts }) => [
      `${text(queue)} ${text(state)}, up to ${text(attempts)} attempts`,
      Number(n),
    ]),
  );
  const waiting = Number(events[0]?.['n'] ?? 0);
  if (waiting > 0) left.set('events without a position', waiting);
  const [audit] = await sql.query('SELECT COUNT(*) AS n FROM audit_entries WHERE seal IS NULL');
  const unsealed = Number(audit?.['n'] ?? 0);
  if (unsealed > 0) left.set('audit entries without a seal', unsealed);
  return left;
}
