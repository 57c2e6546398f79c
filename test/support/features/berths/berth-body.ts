/** What makes a berth; each with a code of its own. */
export function berthBody(changes: object = {}): Record<string, unknown> {
  made += 1;
  return {
    code: `B-${made}`,
    pier: 'Inner harbour',
    depth: 12,
    fee: 1999,
    currency: 'EUR',
    freeFrom: '2026-01-31T12:00:00.000Z',
    side: 'north',
    fittings: [],
    ...changes,
  };
}

let made = 0;
