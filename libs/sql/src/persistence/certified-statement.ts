import { withPlaceholders } from './dialect.js';
import type { Dialect } from './engine.js';

/** How many texts a PostgreSQL connection may keep prepared; later ones are planned each time. */
const mostNamed = 400;
let named = 0;

/**
 * Where a statement binds the tenant: the positions among its values (none when it touches no tenant's table), or how it
 * goes without: across organizations, or as an operator's on this one table.
 */
export type TenantPlaces = readonly number[] | 'unbound' | `operated ${string}`;

/** What a statement of an operator on a table of all organizations is certified by. */
export function operatedOn(table: string): TenantPlaces {
  return `operated ${table}`;
}

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
    readonly tenantAt: TenantPlaces,
  ) {
    this.text = withPlaceholders(dialect, sql);
    this.name = dialect === 'postgres' && named < mostNamed ? `k${(named += 1)}` : undefined;
  }
}

/** The places behind `by` more values. */
export function shifted(tenantAt: TenantPlaces, by: number): TenantPlaces {
  return typeof tenantAt === 'string' ? tenantAt : tenantAt.map((position) => position + by);
}
