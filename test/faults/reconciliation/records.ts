import type { Findings } from '../findings.js';
import { grouped, text, type Books } from './books.js';

/** Audit, versions and events agree, and the log of each organization is complete. */
export function reconcileRecords(books: Books, findings: Findings, forged: ReadonlySet<string>): void {
  const events = grouped(books.events, ({ aggregateId }) => aggregateId);
  for (const row of [...books.orders, ...books.products, ...books.counters, ...books.payments]) {
    const id = text(row['id']);
    const version = Number(row['version']);
    const audited = books.audited.get(id) ?? 0;
    if (audited !== version)
      findings.add(
        audited < version ? 'lost' : 'doubled',
        'audit entry',
        `${audited} of ${version} of ${id}`,
      );
    const sequences = (events.get(id) ?? []).map(({ sequence }) => sequence).sort((a, b) => a - b);
    for (let n = 1; n <= version; n += 1)
      if (!sequences.includes(n)) findings.add('lost', 'event', `${n} of ${version} of ${id}`);
    if (sequences.length > version)
      findings.add('doubled', 'event', `${sequences.length} of ${version} of ${id}`);
  }
  logs(books, findings, forged);
}

function logs({ events, lastPositions }: Books, findings: Findings, forged: ReadonlySet<string>): void {
  for (const [organizationId, all] of grouped(events, (event) => event.organizationId)) {
    const placed = all
      .flatMap((event) => (event.position === null ? [] : [{ ...event, position: event.position }]))
      .sort((a, b) => a.position - b.position);
    for (let n = placed.length; n < all.length; n += 1)
      findings.add('stuck', 'event without a position', organizationId);
    placed.forEach(({ position }, index) => {
      if (position !== index + 1)
        findings.add('lost', 'position of the log', `${index + 1} of ${organizationId}`);
    });
    const last = lastPositions.get(organizationId) ?? 0;
    if (last !== (placed.at(-1)?.position ?? 0))
      findings.add('lost', 'end of the log', `${last} of ${organizationId}`);
    for (const [aggregate, its] of grouped(placed, ({ aggregateId }) => aggregateId)) {
      if (forged.has(aggregate)) continue;
      its.forEach(({ sequence }, index) => {
        if (index > 0 && sequence <= (its[index - 1]?.sequence ?? 0))
          findings.add('disordered', 'log', `${sequence} of ${aggregate}`);
      });
    }
  }
}
