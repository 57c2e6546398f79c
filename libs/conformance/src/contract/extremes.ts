import type { ParameterDocument } from './document-parts.js';
import { isOfMoments, momentText } from './moments.js';
import { anyMoment } from './samples.js';
import type { Schemas } from './schemas.js';

/** Years at which patterns and databases end, beside those that are asked for. */
const usualYears = [1, 1000, 1900, 1970, 2000, 2037, 2099, 2199, 2999, 9999];

/** A parameter by which a range may be told: of moments, or of whole numbers. */
export class Edge {
  readonly name: string;

  private constructor(
    private readonly schemas: Schemas,
    private readonly parameter: ParameterDocument,
    readonly kind: 'moment' | 'number',
    /** What it is usually given. */
    private readonly usual: string | null,
  ) {
    this.name = parameter.name;
  }

  /** Null where a parameter is no end of a range. */
  static of(schemas: Schemas, parameter: ParameterDocument, usual: string | null): Edge | null {
    if (isOfMoments(schemas, parameter)) return new Edge(schemas, parameter, 'moment', usual);
    return schemas.resolve(parameter.schema).type === 'integer'
      ? new Edge(schemas, parameter, 'number', usual)
      : null;
  }

  /** The least or greatest value, within so many years or units of the usual one, that the schema lets in. */
  at(end: 'least' | 'greatest', reach: number): string | null {
    return this.kind === 'moment' ? this.moment(end, reach) : this.number(end, reach);
  }

  private number(end: 'least' | 'greatest', reach: number): string | null {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = this.schemas.resolve(this.parameter.schema);
    const usual = Number(this.usual ?? Math.max(minimum, 0));
    const value = end === 'least' ? Math.max(minimum, usual - reach) : Math.min(maximum, usual + reach);
    return this.schemas.fitsText(this.parameter.schema, String(value)) ? String(value) : null;
  }

  private moment(end: 'least' | 'greatest', reach: number): string | null {
    const parsed = Number.parseInt(this.usual ?? '', 10);
    const usual = Number.isNaN(parsed) ? anyMoment.getUTCFullYear() : parsed;
    const isLeast = end === 'least';
    const wanted = isLeast ? Math.max(1, usual - reach) : Math.min(9999, usual + reach);
    const years = [wanted, ...usualYears, usual]
      .filter((year) => (isLeast ? year >= wanted && year <= usual : year <= wanted && year >= usual))
      .sort((one, other) => (isLeast ? one - other : other - one));
    for (const year of years) {
      const text = momentText(this.schemas, this.parameter, endOf(year, isLeast));
      if (text !== undefined) return text;
    }
    return null;
  }
}

/** The first moment of a year, or its last. */
function endOf(year: number, isFirst: boolean): Date {
  const four = String(year).padStart(4, '0');
  return new Date(isFirst ? `${four}-01-01T00:00:00.000Z` : `${four}-12-31T23:59:59.000Z`);
}
