import { fieldsOf, type ConcreteType, type FieldSpec, type Resource } from '@keelson/kernel';
import type { Person } from '../../subject.js';
import type { Asking } from '../access/asking.js';
import { otherValue, type View } from './variation.js';

/** Rows of each list, beside one in each state. */
const rowsMade = 9;
/** Most rows that are looked at. */
const mostRows = 1_000;

/** Words that sort, begin and compare in ways that engines and collations see differently. */
const words = ['alpha', 'Alpha', 'alphabet', 'beta_1', 'beta%1', 'ähre', 'z \u{1F6A2}', 'alpha ', 'Z'];

/** An organization in which nobody else writes: what its lists show can be said beforehand. */
export class Corner {
  /** How many rows each resource was given: what differs among them follows from it, whoever else makes rows beside. */
  private readonly steps = new Map<Resource, number>();
  private readonly added = new Set<string>();

  private constructor(
    private readonly asking: Asking,
    readonly person: Person,
  ) {}

  static async open(asking: Asking): Promise<Corner> {
    return new Corner(asking, await asking.judged.subject.openOrganization());
  }

  /** Makes rows whose values differ here and are alike there. */
  async fill(resource: Resource): Promise<void> {
    if (!resource.create) return;
    for (let made = 0; made < rowsMade; made += 1) await this.add(resource);
    for (const state of resource.state?.states?.slice(1) ?? [])
      await this.asking.judged.world.newRow(this.person, resource, state);
  }

  /** One more row; null where none could be made. */
  async add(resource: Resource): Promise<string | null> {
    const { world } = this.asking.judged;
    const input = resource.create as ConcreteType;
    const step = (this.steps.get(resource) ?? 0) + 1;
    this.steps.set(resource, step);
    const plain = await world.valuesFor(input, this.person, resource);
    const listed = new Set([...(resource.list?.sort ?? []), ...(resource.list?.filter ?? [])]);
    const names = new Set([...listed].map(({ name }) => name));
    const varied = fieldsOf(input)
      .filter((field) => names.has(field.name) && !field.target && !field.element)
      .map((field) => [field.name, this.vary(resource, field, plain[field.name], step)] as const)
      .filter(([, value]) => value !== undefined);
    for (const body of [{ ...plain, ...Object.fromEntries(varied) }, plain]) {
      const answer = await this.asking.send({
        method: 'POST',
        url: `/v1/${resource.path}`,
        person: this.person,
        body,
      });
      if (answer.status !== 201) continue;
      const { id } = answer.json as { readonly id: string };
      this.added.add(id);
      return id;
    }
    return null;
  }

  /** Whether {@link add} has made the row: no other one was given it to refer to. */
  isAlone(id: string): boolean {
    return this.added.has(id);
  }

  /** Every row that a list shows with these parameters, page after page. */
  async list(resource: Resource, query = ''): Promise<View[]> {
    const rows: View[] = [];
    let cursor: string | null = '';
    while (cursor !== null && rows.length < mostRows) {
      const parameters = [query, 'limit=200', cursor && `cursor=${cursor}`].filter((part) => part !== '');
      const answer = await this.ask(resource, parameters.join('&'));
      const page = answer.json as {
        readonly data?: View[];
        readonly page?: { readonly next: string | null };
      } | null;
      rows.push(...(page?.data ?? []));
      cursor = page?.page?.next ?? null;
    }
    return rows;
  }

  ask(resource: Resource, query: string) {
    return this.asking.send(this.inquiry(resource, query));
  }

  inquiry(resource: Resource, query: string) {
    return { method: 'GET', url: `/v1/${resource.path}?${query}`, person: this.person };
  }

  private vary({ fields }: Resource, field: FieldSpec, present: unknown, step: number): unknown {
    const isUnique = field.unique ?? fields.find(({ name }) => name === field.name)?.unique;
    if (isUnique) return undefined;
    const { enum: values, format, pattern, maxLength = 0, minLength = 0 } = field.schema;
    if (!field.required && step % 4 === 0) return null;
    if (values) return values[step % Math.min(values.length, 3)];
    if (field.kind === 'text' && !format && !pattern) {
      const word = words[step % words.length] ?? 'alpha';
      return word.length >= minLength && word.length <= maxLength ? word : undefined;
    }
    return otherValue(field, present, 1 + (step % 3));
  }
}
