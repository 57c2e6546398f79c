import type { Call } from '../feature/recorder-client.js';
import type { Findings } from '../findings.js';
import { grouped, type Books, type EventRow } from './books.js';

const followed = ['order.placed', 'order.paid', 'order.cancelled', 'counter.bumped'];
const subscribers: Readonly<Record<string, readonly string[]>> = {
  'ledger.rows': followed,
  'ledger.calls': followed,
  'ledger.fragile': ['counter.spoiled', 'counter.mended'],
  'orders.reorder-stock': ['order.placed'],
};

/**
 * Each event was handled once in the database, and at least once outside under one id, in the order of its aggregate.
 * @param forged aggregates whose events were made to be refused
 */
export function reconcileDeliveries(
  books: Books,
  calls: readonly Call[],
  findings: Findings,
  forged: ReadonlySet<string>,
): void {
  const genuine = books.events.filter(({ aggregateId }) => !forged.has(aggregateId));
  deliveryJobs(books, genuine, findings);
  const wanted = genuine.filter(({ type }) => followed.includes(type));
  const mended = genuine.filter(({ type }) => type === 'counter.mended');
  inTheDatabase(books, 'ledger.rows', wanted, findings);
  inTheDatabase(books, 'ledger.fragile', mended, findings);
  outside(
    calls.filter(({ doneBy }) => doneBy === 'ledger.calls'),
    wanted,
    findings,
  );
}

function deliveryJobs({ jobs }: Books, events: readonly EventRow[], findings: Findings): void {
  const made = grouped(
    jobs.filter(({ kind }) => kind === 'delivery'),
    ({ queue, eventId }) => `${queue} ${eventId}`,
  );
  for (const [name, types] of Object.entries(subscribers))
    for (const { id, type } of events) {
      if (!types.includes(type)) continue;
      const count = made.get(`${name} ${id}`)?.length ?? 0;
      if (count === 0) findings.add('lost', `delivery to ${name}`, id);
      if (count > 1) findings.add('doubled', `delivery to ${name}`, id);
    }
}

function inTheDatabase(books: Books, name: string, events: readonly EventRow[], findings: Findings): void {
  const effects = books.effects.filter(({ doneBy }) => doneBy === name);
  const done = grouped(effects, ({ cause }) => cause);
  for (const { id, type } of events) {
    const count = done.get(id)?.length ?? 0;
    if (count === 0) findings.add('lost', `${type} for ${name}`, id);
    if (count > 1) findings.add('doubled', `${type} for ${name}`, id);
  }
  const known = new Set(events.map(({ id }) => id));
  for (const id of done.keys())
    if (!known.has(id)) findings.add('doubled', `event for ${name} that never was`, id);
  for (const [about, its] of grouped(effects, (effect) => effect.about)) {
    const sorted = its.sort((a, b) => a.sequence - b.sequence);
    sorted.forEach(({ sequence, previous }, index) => {
      const before = sorted[index - 1]?.sequence ?? 0;
      // What was done twice is told as doubled.
      if (before !== sequence && previous !== before)
        findings.add('disordered', name, `${sequence} came after ${previous} of ${about}`);
    });
  }
}

function outside(calls: readonly Call[], events: readonly EventRow[], findings: Findings): void {
  const ids = new Set(calls.map(({ id }) => id));
  for (const { id, type } of events) if (!ids.has(id)) findings.add('lost', `${type} for ledger.calls`, id);
  const known = new Map(events.map((event) => [`${event.aggregateId} ${event.sequence}`, event.id]));
  const last = new Map<string, number>();
  for (const { id, about, sequence } of calls) {
    if (known.get(`${about} ${sequence}`) !== id)
      findings.add('doubled', 'call under another id, or about what never was', `${id} about ${about}`);
    if (sequence <= (last.get(about) ?? 0))
      findings.add('disordered', 'ledger.calls', `${sequence} came after ${last.get(about)} of ${about}`);
    last.set(about, sequence);
  }
}
