import type { Findings } from '../findings.js';
import type { Acknowledged, Ledger, WriteKind } from '../ledger.js';
import { initialStock } from '../load.js';
import { grouped, parsed, text, type Books } from './books.js';

type Raw = Readonly<Record<string, unknown>>;

/** Every acknowledged write is there once, with its values, and nothing that nobody asked for. */
export function reconcileWrites(books: Books, ledger: Ledger, findings: Findings): void {
  const check = (
    rows: readonly Raw[],
    column: string,
    kind: WriteKind,
    agrees: (row: Raw, write: Acknowledged) => boolean,
  ) => once(rows, column, kind, agrees, ledger, findings);
  check(books.users, 'email', 'organization', () => true);
  check(
    books.products,
    'sku',
    'product',
    (row, { id, values }) => row['id'] === id && Number(row['price']) === values['price'],
  );
  check(
    books.orders,
    'reference',
    'order',
    (row, { id, values }) => row['id'] === id && Number(row['total']) === values['total'],
  );
  check(books.counters, 'label', 'counter', (row, { id }) => row['id'] === id);
  check(
    books.payments,
    'external_reference',
    'pay',
    (row, { id, values }) => row['order_id'] === id && Number(row['amount']) === values['total'],
  );
  published(books, ledger, findings);
  orderStates(books, ledger, findings);
  counterValues(books, ledger, findings);
  stock(books, findings);
}

function once(
  rows: readonly Raw[],
  column: string,
  kind: WriteKind,
  agrees: (row: Raw, write: Acknowledged) => boolean,
  ledger: Ledger,
  findings: Findings,
): void {
  const there = grouped(rows, (row) => text(row[column]));
  const acknowledged = ledger.of(kind);
  for (const write of acknowledged) {
    const found = there.get(write.token) ?? [];
    const [row] = found;
    if (!row) findings.add('lost', kind, write.token);
    else if (found.length > 1) findings.add('doubled', kind, write.token);
    else if (!agrees(row, write)) findings.add('lost', `${kind}, its values`, write.token);
  }
  const known = new Set([...acknowledged, ...ledger.openOf(kind)].map(({ token }) => token));
  for (const token of there.keys())
    if (!known.has(token)) findings.add('doubled', `${kind} that nobody asked for`, token);
}

function published({ products }: Books, ledger: Ledger, findings: Findings): void {
  const states = new Map(products.map((row) => [text(row['id']), row['status']]));
  for (const { id, token } of ledger.of('publish'))
    if (states.get(id) !== 'published') findings.add('lost', 'publish', token);
}

const stateAfter = { order: 'draft', place: 'placed', pay: 'paid', cancel: 'cancelled' } as const;

function orderStates({ orders }: Books, ledger: Ledger, findings: Findings): void {
  const kinds = Object.keys(stateAfter) as (keyof typeof stateAfter)[];
  // The steps of one order came one after another, so the last one counts.
  const last = new Map(ledger.of(...kinds).map((write) => [write.token, write]));
  const open = grouped(ledger.openOf(...kinds), ({ token }) => token);
  for (const row of orders) {
    const write = last.get(text(row['reference']));
    if (!write) continue;
    const allowed = [write, ...(open.get(write.token) ?? [])].map(
      ({ kind }) => stateAfter[kind as keyof typeof stateAfter],
    );
    const state = text(row['status']) as (typeof allowed)[number];
    if (!allowed.includes(state))
      findings.add('lost', `order that should be ${allowed.join(' or ')}`, `${write.token} is ${state}`);
  }
}

function counterValues({ counters }: Books, ledger: Ledger, findings: Findings): void {
  const bumps = grouped(ledger.of('bump'), ({ id }) => id);
  const open = grouped(ledger.openOf('bump'), ({ id }) => id);
  for (const row of counters) {
    const id = text(row['id']);
    const value = Number(row['value']);
    const least = bumps.get(id)?.length ?? 0;
    const most = least + (open.get(id)?.length ?? 0);
    for (let n = value; n < least; n += 1) findings.add('lost', 'bump', `counter ${id}`);
    for (let n = most; n < value; n += 1) findings.add('doubled', 'bump', `counter ${id}`);
  }
}

/** What is left of each product and what is sold make what there was. */
function stock({ products, orders }: Books, findings: Findings): void {
  const sold = new Map<string, number>();
  for (const { lines, status } of orders) {
    if (status === 'draft' || status === 'cancelled') continue;
    for (const { productId, quantity } of parsed(lines) as { productId: string; quantity: number }[])
      sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  }
  for (const row of products) {
    const id = text(row['id']);
    const missing = initialStock - Number(row['stock']) - (sold.get(id) ?? 0);
    if (missing !== 0) findings.add(missing > 0 ? 'lost' : 'doubled', 'stock', `${missing} of product ${id}`);
  }
}
