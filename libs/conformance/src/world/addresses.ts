import { areaOf, type FeatureRegistry, type Resource } from '@keelson/kernel';
import { documentOf } from '../catalog/operations.js';
import type { ParameterDocument } from '../contract/document-parts.js';
import { momentText, isOfMoments } from '../contract/moments.js';
import { contractOf } from '../contract/published-contract.js';
import { anyMoment } from '../contract/samples.js';
import type { Schemas } from '../contract/schemas.js';
import type { Address, Operation } from '../judged.js';
import type { Person, Subject } from '../subject.js';
import type { RowMaker } from './row-maker.js';
import { storeOwned, StoredRows } from './stored-rows.js';
import { isDay } from './variations.js';

type Values = Readonly<Record<string, string>>;

/**
 * How the parameters of an operation are filled: of a row, where they are named like its fields or are moments, the
 * moments so many days after each other; or by their schemas alone.
 */
type Filling = { readonly daysBetween: number } | 'schema';

/** The likeliest first: a range of one day, one that may not be empty, one whose end is documented first. */
const fillings: readonly Filling[] = [{ daysBetween: 0 }, { daysBetween: 1 }, { daysBetween: -1 }, 'schema'];

const dayMs = 86_400_000;
/** Until a year is another. */
const mostDays = 370;

/** Addresses of operations that need more than an id: required parameters, and parts of the path. */
export class Addresses {
  private readonly learnt = new Map<Operation, Filling>();
  private readonly schemas: Schemas;
  private readonly stored: StoredRows;

  constructor(
    private readonly subject: Subject,
    private readonly registry: FeatureRegistry,
    private readonly operations: readonly Operation[],
    private readonly rows: RowMaker,
  ) {
    this.schemas = contractOf(documentOf(subject.application)).schemas;
    this.stored = new StoredRows(subject);
  }

  /** Finds out, of reads, which filling is answered with success; what is refused whatever it is given keeps to its schema. */
  async learn(owner: Person, askerOf: (operation: Operation) => Promise<Person>): Promise<void> {
    for (const operation of this.operations) {
      if (operation.method !== 'GET' || operation.needed.length === 0) continue;
      const person = operation.rule?.kind === 'public' ? null : await askerOf(operation);
      const id = await this.idFor(operation, owner);
      const tried = new Set<string>();
      if (operation.needed.every(({ name }) => name in operation.samples))
        this.learnt.set(operation, 'schema');
      for (const filling of fillings) {
        const { url, headers } = await this.filled(operation, owner, filling, id);
        if (tried.has(url)) continue;
        tried.add(url);
        const answer = await this.subject.send({ method: 'GET', url, person, ...(headers && { headers }) });
        if (answer.status >= 300) continue;
        this.learnt.set(operation, filling);
        break;
      }
    }
  }

  of(operation: Operation, person: Person, id?: string): Promise<Address> {
    return this.filled(operation, person, this.learnt.get(operation) ?? { daysBetween: 0 }, id);
  }

  private async filled(
    operation: Operation,
    person: Person,
    filling: Filling,
    id: string | undefined,
  ): Promise<Address> {
    const { needed, samples } = operation;
    const values: Values = {
      ...samples,
      ...(filling !== 'schema' && (await this.valuesOfRows(operation, person, filling, id))),
    };
    const headers = needed.flatMap(({ in: place, name }): [string, string][] =>
      place === 'header' && values[name] !== undefined ? [[name.toLowerCase(), values[name]]] : [],
    );
    return {
      url: operation.at(id, values),
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      missing: needed.flatMap(({ name }) => (name in values ? [] : [name])),
    };
  }

  private async valuesOfRows(
    operation: Operation,
    person: Person,
    { daysBetween }: Exclude<Filling, 'schema'>,
    id: string | undefined,
  ): Promise<Values> {
    // What is written by a part of its path may be the person themselves.
    const wanted = operation.needed.filter(
      ({ in: place }) => place === 'query' || (place === 'path' && operation.method === 'GET'),
    );
    const rows = new RowsAtHand((resource) => this.row(operation, person, resource, id));
    const values: Record<string, string> = {};
    let moment: Date | undefined;
    for (const parameter of wanted) {
      const named = await this.named(operation, parameter, rows);
      if (named !== undefined) values[parameter.name] = named;
      else if (isOfMoments(this.schemas, parameter)) {
        moment = moment
          ? this.later(parameter, moment, daysBetween)
          : await momentIn(this.resourcesOf(operation), rows);
        const text = momentText(this.schemas, parameter, moment);
        if (text !== undefined) values[parameter.name] = text;
      }
    }
    return values;
  }

  /** What a row has under the parameter's name, or its id under that of its resource: `plate`, `vehicleId`. */
  private async named(
    operation: Operation,
    parameter: ParameterDocument,
    rows: RowsAtHand,
  ): Promise<string | undefined> {
    const name = plain(parameter.name);
    const fits = (text: string) => this.schemas.fitsText(parameter.schema, text);
    for (const resource of this.resourcesOf(operation)) {
      const field = resource.fields.find((one) => plain(one.name) === name);
      const value = field && (await rows.of(resource))?.[field.name];
      const text = value instanceof Date ? momentText(this.schemas, parameter, value) : textOf(value);
      if (text !== undefined && fits(text)) return text;
    }
    const named = this.registry.resources.find((one) => plain(`${one.name}Id`) === name);
    const id = textOf(named && (await rows.of(named))?.['id']);
    return id !== undefined && fits(id) ? id : undefined;
  }

  /** The resource whose permission an operation asks for, then the others of its module. */
  private resourcesOf({ resource, rule, place }: Operation): Resource[] {
    const ofModule = this.operations.flatMap((one) =>
      one.resource && one.place.module === place.module ? [one.resource] : [],
    );
    return [...new Set([...[resource ?? this.ofPermission(rule)].flatMap((one) => one ?? []), ...ofModule])];
  }

  private ofPermission(rule: Operation['rule']): Resource | undefined {
    if (rule?.kind !== 'permission') return undefined;
    return this.registry.resources.find((one) => rule.permission.startsWith(`${areaOf(one)}:`));
  }

  private async row(
    { method, resource: own, path }: Operation,
    person: Person,
    resource: Resource,
    id: string | undefined,
  ): Promise<Fields | undefined> {
    if (resource.tenancy !== 'organization') return undefined;
    const isNamed = id !== undefined && own === resource && path.includes('{id}');
    const found = isNamed
      ? id
      : await (method === 'GET' ? this.rows.rowOf(person, resource) : this.rows.newRow(person, resource));
    const row = found === null ? undefined : await this.stored.read(person, resource.entity, found);
    return row as unknown as Fields | undefined;
  }

  /** A moment that the parameter writes otherwise: a day later may be the same month. */
  private later(parameter: ParameterDocument, moment: Date, days: number): Date {
    const text = momentText(this.schemas, parameter, moment);
    let at = moment;
    for (let tries = 0; days !== 0 && tries < mostDays; tries += 1) {
      at = new Date(at.getTime() + days * dayMs);
      if (momentText(this.schemas, parameter, at) !== text) break;
    }
    return at;
  }

  private async idFor(operation: Operation, owner: Person): Promise<string | undefined> {
    const resource = operation.resource ?? this.ofPermission(operation.rule);
    if (!resource || !operation.path.includes('{id}')) return undefined;
    return (await this.rows.rowOf(owner, resource)) ?? undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Rows that one address is made of: one of each resource, so that its parameters fit each other. */
class RowsAtHand {
  private readonly known = new Map<Resource, Promise<Fields | undefined>>();

  constructor(private readonly find: (resource: Resource) => Promise<Fields | undefined>) {}

  of(resource: Resource): Promise<Fields | undefined> {
    const row = this.known.get(resource) ?? this.find(resource);
    this.known.set(resource, row);
    return row;
  }
}

/** When something of a row is; when it was made, where nothing else is. */
async function momentIn(resources: readonly Resource[], rows: RowsAtHand): Promise<Date> {
  const found: (readonly [isOwn: boolean, Date])[] = [];
  for (const resource of resources) {
    const row = await rows.of(resource);
    for (const { name } of resource.fields) {
      const value = row?.[name];
      if (value instanceof Date) found.push([!storeOwned.has(name), value]);
      if (typeof value === 'string' && isDay(value)) found.push([true, new Date(value)]);
    }
  }
  return (found.find(([isOwn]) => isOwn) ?? found[0])?.[1] ?? anyMoment;
}

function textOf(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '' ? String(value) : undefined;
}

/** `dueAt` of a parameter `due_at`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
