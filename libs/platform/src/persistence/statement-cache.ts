import { LRUCache } from 'lru-cache';
import { CertifiedStatement } from './certified-statement.js';
import type { Dialect } from './engine.js';

/**
 * Composed statements by their SQL, bounded: however a client combines filters, it can't exhaust memory or the
 * server's prepared statements.
 */
export class StatementCache {
  private readonly statements = new LRUCache<string, CertifiedStatement>({ max: 1_000 });

  constructor(private readonly dialect: Dialect) {}

  /** @param tenantAt positions of the tenant among the values; `unbound` for work across organizations */
  get(sql: string, tenantAt: readonly number[] | 'unbound'): CertifiedStatement {
    const key = `${String(tenantAt)}|${sql}`;
    const known = this.statements.get(key);
    if (known) return known;
    const made =
      tenantAt === 'unbound'
        ? new CertifiedStatement(this.dialect, sql, [], true)
        : new CertifiedStatement(this.dialect, sql, tenantAt);
    this.statements.set(key, made);
    return made;
  }
}
