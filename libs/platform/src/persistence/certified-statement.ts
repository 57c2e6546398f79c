import { withPlaceholders } from './dialect.js';
import type { Dialect } from './engine.js';

/** How many texts a PostgreSQL connection may keep prepared; later ones are planned each time. */
const mostNamed = 400;
let named = 0;

/**
 * A statement that the store has composed. It knows where the tenant is bound, so the gateway need not read its text:
 * it compares that one value. Only this folder makes them.
 */
export class CertifiedStatement {
  /** With the placeholders of the engine. */
  readonly text: string;
  /** The name under which PostgreSQL keeps it prepared; absent past the bound. */
  readonly name: string | undefined;

  constructor(
    dialect: Dialect,
    sql: string,
    /** Positions of the tenant among the values; empty when the statement touches no tenant's table. */
    readonly tenantAt: readonly number[],
    /** Composed for work across organizations, without a tenant in it. */
    readonly unbound: boolean = false,
  ) {
    this.text = withPlaceholders(dialect, sql);
    this.name = dialect === 'postgres' && named < mostNamed ? `k${(named += 1)}` : undefined;
  }
}
