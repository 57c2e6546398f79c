import { LRUCache } from 'lru-cache';
import { CertifiedStatement, type TenantPlaces } from './certified-statement.js';
import type { Dialect } from './engine.js';

/**
 * Composed statements by their SQL, bounded: however a client combines filters, it can't exhaust memory or the
 * server's prepared statements.
 */
export class StatementCache {
  private readonly statements = new LRUCache<string, CertifiedStatement>({ max: 1_000 });

  constructor(private readonly dialect: Dialect) {}

  get(sql: string, tenantAt: TenantPlaces): CertifiedStatement {
    const key = `${String(tenantAt)}|${sql}`;
    const known = this.statements.get(key);
    if (known) return known;
    const made = new CertifiedStatement(this.dialect, sql, tenantAt);
    this.statements.set(key, made);
    return made;
  }
}
