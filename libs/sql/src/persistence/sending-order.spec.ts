import { asOrganization } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { ScopeCrossings } from './scope-crossings.js';
import { SendingOrder } from './sending-order.js';
import { StatementGateway } from './statement-gateway.js';

describe('The order of a connection', () => {
  it('is kept while a statement waits, whatever becomes of it', async () => {
    const order = new SendingOrder();
    const sent: number[] = [];
    let loaded = (): void => undefined;
    const loading = new Promise<void>((resolve) => (loaded = resolve));
    const first = order.after(loading, () => sent.push(1));
    const failing = order.after(Promise.reject(new Error('no grammar')), () => sent.push(2));
    const refused = order.after(null, () => {
      throw new Error('refused');
    });
    const last = order.after(null, () => sent.push(3));
    const outcomes = Promise.allSettled([first, failing, refused, last]);
    expect(order.holds).toBe(true);
    expect(sent).toEqual([]);
    loaded();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(sent).toEqual([1, 3]);
    expect(order.holds).toBe(false);
  });
});

describe('The grammar of PostgreSQL', () => {
  const tables = { tenants: new Map([['orders', 'organization_id']]), others: new Set<string>() };

  it('is loaded by the first text that needs it, and by nothing before', async () => {
    const gateway = new StatementGateway('postgres', tables, new ScopeCrossings());
    for (const text of ['START TRANSACTION', 'COMMIT', 'SELECT version()', 'SELECT 1'])
      expect(gateway.preparation(text)).toBeNull();
    const text = 'SELECT id FROM orders WHERE organization_id = $1';
    const loading = gateway.preparation(text);
    expect(loading).not.toBeNull();
    await loading;
    expect(gateway.preparation(text)).toBeNull();
    asOrganization('own', () => gateway.admit(text, ['own']));
    expect(() => asOrganization('own', () => gateway.admit(text, ['other']))).toThrow(
      /binds a different organization/,
    );
  });

  it('is not needed on MySQL', () => {
    const gateway = new StatementGateway('mysql', tables, new ScopeCrossings());
    expect(gateway.preparation('SELECT id FROM orders')).toBeNull();
  });
});
