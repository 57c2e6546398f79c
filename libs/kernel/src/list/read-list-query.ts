import type { Violation } from '../errors/domain-error.js';
import { wrongParameters } from '../operation/refusals.js';
import { choiceOf } from '../fields/choice.js';
import type { FieldSpec } from '../fields/field-registry.js';
import { termsOf } from '../fields/search-words.js';
import type { Resource } from '../resource/resource.js';
import { transferFormats, type TransferFormat } from '../resource/transfer-formats.js';
import { filterOperators, largestPage, operatorsFor, usualPage, type FilterOperator } from './list-rules.js';
import { readCursor } from './cursor.js';
import { expectedOf, filterValue } from './filter-value.js';
import type { ExportQuery, Filter, ListQuery, ReadQuery } from './list-query.js';
import { listedValues } from './listed-values.js';

/** Most values of one "in". */
const mostFiltered = 50;

type Query = Readonly<Record<string, unknown>>;

const noList: NonNullable<Resource['list']> = { filter: [], sort: [], search: [] };
const formats = Object.keys(transferFormats) as TransferFormat[];

const whole: ReadQuery = { fields: null, includes: [] };

/**
 * Checks the parameters of a list against what its resource declares: texts as a URL has them, or numbers and booleans.
 * @throws DomainError `validation_failed`, naming every parameter that is wrong
 */
export function readListQuery(resource: Resource, query: Query): ListQuery {
  const reader = new QueryReader(resource, query);
  const list = resource.list ?? noList;
  const limit = reader.limit();
  const { sort, descending } = reader.sort(list.sort);
  const cursor = reader.text('cursor', 1024);
  const after = cursor === undefined ? null : readCursor(cursor, sort, descending);
  if (cursor !== undefined && !after)
    reader.complain('cursor', 'is not a cursor of this list and sort order; start again without a cursor');
  const count = reader.flag('count');
  const rows = reader.rows(list);
  const shape = reader.shape();
  reader.finish();
  return { limit, sort, descending, after, ...rows, count, ...shape };
}

/**
 * As {@link readListQuery}, the parameters of an export: those of the list but for its pages, and the format.
 * @throws DomainError `validation_failed`
 */
export function readExportQuery(resource: Resource, query: Query): ExportQuery {
  const { format: _, ...given } = query;
  const reader = new QueryReader(resource, query);
  const format = reader.format();
  const list = resource.list ?? noList;
  const rows = {
    ...reader.sort(list.sort),
    ...reader.rows(list),
    fields: reader.fields(),
    includes: [],
    limit: usualPage,
    after: null,
    count: false,
  };
  reader.finish();
  return { format, rows, given };
}

/** As {@link readListQuery}, the parameters of one row. @throws DomainError `validation_failed` */
export function readReadQuery(resource: Resource, query: Query): ReadQuery {
  if (isEmpty(query)) return whole;
  const reader = new QueryReader(resource, query);
  const shape = reader.shape();
  reader.finish();
  return shape;
}

/** Removed rows that are kept are listed only to who asks for their state. */
function notRemoved({ softRemoval, state }: Resource): Filter | null {
  if (!softRemoval || !state?.states) return null;
  const values = state.states.filter((one) => one !== softRemoval.to);
  return { field: state, operator: values.length === 1 ? 'eq' : 'in', values, implied: true };
}

class QueryReader {
  private readonly violations: Violation[] = [];
  private readonly read = new Set<string>();

  constructor(
    private readonly resource: Resource,
    private readonly query: Query,
  ) {}

  complain(parameter: string, detail: string): void {
    this.violations.push({ parameter, detail });
  }

  /** @throws DomainError when something was wrong, or a parameter is left that nobody asked for */
  finish(): void {
    for (const name of Object.keys(this.query))
      if (!this.read.has(name)) this.complain(name.slice(0, 100), this.unknown(name));
    if (this.violations.length > 0) throw wrongParameters(this.violations);
  }

  private unknown(name: string): string {
    const filterable = this.resource.list?.filter.some((field) => field.name === name);
    return filterable ? `is not an accepted parameter; use filter[${name}]` : 'is not an accepted parameter';
  }

  text(name: string, longest: number): string | undefined {
    this.read.add(name);
    const given = this.query[name];
    if (given === undefined) return undefined;
    // Faces other than REST have numbers and booleans beside texts.
    const value = typeof given === 'number' || typeof given === 'boolean' ? String(given) : given;
    if (Array.isArray(value)) this.complain(name, 'must not be repeated');
    else if (typeof value !== 'string') this.complain(name, 'must be text, a number or a boolean');
    else if (value === '' || value.length > longest)
      this.complain(name, `must have 1 to ${longest} characters`);
    else if (value.includes('\0')) this.complain(name, 'must not contain U+0000');
    else return value;
    return undefined;
  }

  limit(): number {
    const given = this.text('limit', 10);
    if (given === undefined) return usualPage;
    const limit = /^\d+$/.test(given) ? Number(given) : 0;
    if (limit < 1 || limit > largestPage)
      this.complain('limit', `must be a whole number from 1 to ${largestPage}`);
    return limit;
  }

  flag(name: string): boolean {
    const given = this.text(name, 5);
    if (given !== undefined && given !== 'true' && given !== 'false')
      this.complain(name, 'must be true or false');
    return given === 'true';
  }

  sort(sortable: readonly FieldSpec[]): { sort: FieldSpec; descending: boolean } {
    const usual = sortable[0] as FieldSpec;
    const given = this.text('sort', 100);
    if (given === undefined) return { sort: usual, descending: true };
    const descending = given.startsWith('-');
    const sort = sortable.find((field) => field.name === given.slice(descending ? 1 : 0));
    if (!sort)
      this.complain(
        'sort',
        `must be ${choiceOf(sortable.map((field) => field.name))}, with a leading minus sign for descending order`,
      );
    return { sort: sort ?? usual, descending };
  }

  format(): TransferFormat {
    const given = this.text('format', 10) ?? 'csv';
    const format = formats.find((one) => one === given);
    if (!format) this.complain('format', `must be one of ${formats.join(', ')}`);
    return format ?? 'csv';
  }

  /** Which rows the list has. */
  rows({ filter, search }: NonNullable<Resource['list']>): Pick<ListQuery, 'filters' | 'terms'> {
    const filters = this.filters(filter);
    const removed = notRemoved(this.resource);
    if (removed && !filters.some(({ field }) => field === removed.field)) filters.push(removed);
    return { filters, terms: search.length > 0 ? this.terms() : [] };
  }

  private filters(filterable: readonly FieldSpec[]): Filter[] {
    const filters: Filter[] = [];
    for (const name of Object.keys(this.query)) {
      const [, property, operator = 'eq'] =
        /^filter\[([A-Za-z][A-Za-z0-9]*)\](?:\[([a-z]+)\])?$/.exec(name) ?? [];
      if (property === undefined) continue;
      const field = filterable.find((one) => one.name === property);
      const known = operator === 'eq' || (filterOperators as readonly string[]).includes(operator);
      if (!field || !known || !operatorsFor(field).includes(operator as FilterOperator)) continue;
      const given = this.text(name, 2_000);
      if (given === undefined) continue;
      const texts = operator === 'in' ? listedValues(given) : [given];
      if (!texts) {
        this.complain(
          name,
          'has a backslash that is not followed by a comma or a backslash; write a backslash in a value as two backslashes',
        );
        continue;
      }
      const values = texts.map((text) => filterValue(field, text));
      if (values.length > mostFiltered) this.complain(name, `accepts at most ${mostFiltered} values`);
      else if (values.some((value) => value === undefined))
        this.complain(name, `is not a valid value for ${field.name}: ${expectedOf(field)}`);
      else filters.push({ field, operator: operator as FilterOperator, values: values as Filter['values'] });
    }
    return filters;
  }

  private terms(): readonly string[] {
    const given = this.text('q', 200);
    const terms = given === undefined ? [] : termsOf(given);
    if (terms === null) this.complain('q', 'must have 1 to 8 words of letters or digits');
    return terms ?? [];
  }

  shape(): ReadQuery {
    const fields = this.fields();
    const includes =
      this.resource.includes.size > 0 ? this.names('include', [...this.resource.includes.keys()], 500) : null;
    return { fields, includes: includes ?? [] };
  }

  fields(): ReadQuery['fields'] {
    const known = this.resource.viewFields.map((field) => field.name);
    return this.names('fields', known, 2_000);
  }

  private names(parameter: string, known: readonly string[], longest: number): readonly string[] | null {
    const given = this.text(parameter, longest);
    if (given === undefined) return null;
    const names = [...new Set(given.split(','))];
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined)
      this.complain(parameter, `"${unknown.slice(0, 50)}" is not ${choiceOf(known)}`);
    return names;
  }
}

function isEmpty(query: Query): boolean {
  for (const _ in query) return false;
  return true;
}
