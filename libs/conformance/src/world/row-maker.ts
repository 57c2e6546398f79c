import {
  fieldsOf,
  type ConcreteType,
  type FeatureRegistry,
  type FieldSpec,
  type Resource,
} from '@keelson/kernel';
import type { Operation } from '../judged.js';
import type { Answer, Person, Subject } from '../subject.js';
import { Colleagues } from './colleagues.js';
import { markedValue, uniqueValue, valueOf } from './field-values.js';
import { GuessedIds } from './guessed-ids.js';
import { naturalKeysOf } from './natural-keys.js';
import { References } from './references.js';
import { Samples } from './samples.js';
import { shortestWay } from './shortest-way.js';
import { storeOwned, StoredRows } from './stored-rows.js';
import { variedFields } from './varied-fields.js';

type Body = Record<string, unknown>;

/** Rows looked through for one that nobody has been given yet. */
const mostListed = 200;

/** Of a list, however many it wants: a body holds no more. */
const mostElements = 10_000;

/** Makes rows from what their resources declare: fields and bounds, references, states and the actions between them. */
export class RowMaker {
  private readonly first = new Map<string, Promise<string | null>>();
  private readonly references: References;
  private readonly guessed: GuessedIds;
  private readonly stored: StoredRows;
  private readonly samples: Samples;
  private readonly given = new Set<string>();
  /** Operations whose body names a row by what is unique of it, as they were found to. */
  private readonly keyed = new Set<Operation>();
  private readonly colleagues: Colleagues;
  private readonly exercised = new Map<string, Promise<void>>();
  private readonly firstOf = new Map<string, string>();

  constructor(
    private readonly subject: Subject,
    private readonly registry: FeatureRegistry,
    private readonly operations: readonly Operation[],
    /** A word in whatever the person writes, so that it can be told from what others wrote; shorter ones for little room. */
    private readonly marksOf: (person: Person, resource: Resource | undefined) => readonly string[],
  ) {
    this.colleagues = new Colleagues(subject, registry);
    this.stored = new StoredRows(subject);
    this.samples = new Samples(registry, this.stored);
    this.references = new References(registry, (...args) => this.newRow(...args));
    this.guessed = new GuessedIds(registry, (person, resource, making) =>
      this.newRow(person, resource, undefined, making),
    );
  }

  rowOf(person: Person, resource: Resource): Promise<string | null> {
    const key = `${person.organizationId} ${resource.path}`;
    let row = this.first.get(key);
    if (!row) this.first.set(key, (row = this.newRow(person, resource)));
    return row;
  }

  /** @param making resources whose rows are being made for this one */
  async newRow(
    person: Person,
    resource: Resource,
    state?: string,
    making: readonly Resource[] = [],
  ): Promise<string | null> {
    if (making.includes(resource)) return null;
    this.mayAll(person);
    if (resource.reach === 'installation') return this.stored.ofInstallation(resource.entity);
    if (resource.audience === 'operators') return this.operated(person, resource, state);
    if (await this.isTenant(person, resource)) return person.organizationId;
    const id = resource.create
      ? await this.created(person, resource, [...making, resource])
      : await this.listed(person, resource, making);
    return id === null || state === undefined ? id : this.moved(person, resource, id, state);
  }

  async valuesFor(
    input: ConcreteType,
    person: Person,
    resource?: Resource,
    making: readonly Resource[] = [],
  ): Promise<Body> {
    const values: Body = {};
    const varied = resource && variedFields(this.subject.application, resource.entity);
    for (const field of fieldsOf(input)) {
      const value = await this.value(input, field, person, making);
      if (value === undefined) continue;
      const isUnique = field.unique ?? varied?.has(field.name);
      const marked = markedValue(input, field, value, ...this.marksOf(person, resource ?? making.at(-1)));
      values[field.name] = isUnique ? uniqueValue(input, field, marked) : marked;
    }
    const create = this.operations.find((one) => one.resource === resource && one.meta?.verb === 'create');
    return create && input === resource?.create ? { ...values, ...this.samples.of(create) } : values;
  }

  async bodyFor(operation: Operation, person: Person, id?: string): Promise<Body | undefined> {
    const { input, resource } = operation;
    if (!input) return undefined;
    return {
      ...(await this.valuesFor(input, person, resource)),
      ...(this.keyed.has(operation) && (await this.keysOfRow(operation, person))),
      ...(await this.samples.for(operation, person, id)),
    };
  }

  /** Finds out which operations refuse a unique value that is new, and take that of a row: they are about the row. */
  async learnKeys(person: Person): Promise<void> {
    for (const operation of this.operations) {
      if (naturalKeysOf(this.registry, operation).names.length === 0) continue;
      const ask = async () =>
        this.send(person, operation.method, operation.at(), await this.bodyFor(operation, person));
      const isRefused = async () => [404, 409, 422].includes((await ask()).status);
      if (!(await isRefused())) continue;
      this.keyed.add(operation);
      if (await isRefused()) this.keyed.delete(operation);
    }
  }

  private async keysOfRow(operation: Operation, person: Person): Promise<Body> {
    const { resource, names } = naturalKeysOf(this.registry, operation);
    const id = resource ? await this.newRow(person, resource) : null;
    const row = resource && id !== null ? await this.stored.read(person, resource.entity, id) : undefined;
    const values = (row ?? {}) as Readonly<Record<string, unknown>>;
    return Object.fromEntries(names.flatMap((name) => (name in values ? [[name, values[name]]] : [])));
  }

  private async value(
    input: ConcreteType,
    field: FieldSpec,
    person: Person,
    making: readonly Resource[],
  ): Promise<unknown> {
    if (field.target) return (await this.references.idFor(input, field, person, making)) ?? undefined;
    if (!field.element) {
      const guessed = field.kind === 'id' ? await this.guessed.idFor(field, person, making) : null;
      if (guessed !== null) return guessed;
      const isNeeded = field.required && field.fallback === undefined;
      return isNeeded || field.schema.examples?.[0] !== undefined ? valueOf(field) : undefined;
    }
    const element = await this.valuesFor(field.element() as ConcreteType, person, undefined, making);
    return Array.from({ length: Math.min(mostElements, Math.max(1, field.schema.minItems ?? 0)) }, () => ({
      ...element,
    }));
  }

  private async created(
    person: Person,
    resource: Resource,
    making: readonly Resource[],
  ): Promise<string | null> {
    const input = resource.create as ConcreteType;
    const create = async () =>
      this.send(
        person,
        'POST',
        `/v1/${resource.path}`,
        await this.valuesFor(input, person, resource, making),
      );
    const tried = () => this.references.tried(input, person, create);
    const made = await this.guessed.tried(input, making, tried);
    return made.status === 201 ? String((made.json as { id?: unknown }).id) : null;
  }

  /** Takes the shortest way of actions from the row's state to another. */
  private async moved(person: Person, resource: Resource, id: string, to: string): Promise<string | null> {
    const { state } = resource;
    if (!state) return null;
    const row = await this.stored.read(person, resource.entity, id);
    const from = (row as unknown as Record<string, string> | undefined)?.[state.name];
    if (from === undefined) return null;
    const way = shortestWay(this.operations, resource, from, to);
    if (!way) return this.stored.put(resource, id, to);
    for (const action of way) {
      // Who has made a row may be the one who must not move it on.
      if (await this.acted(person, action, id)) continue;
      if (!(await this.acted(await this.colleagues.of(person), action, id))) return null;
    }
    return id;
  }

  private async acted(person: Person, action: Operation, id: string): Promise<boolean> {
    const answer = await this.references.tried(action.input ?? Object, person, async () =>
      this.send(person, action.method, action.at(id), await this.bodyFor(action, person, id)),
    );
    return answer.status < 300;
  }

  /** What no client creates is there all the same, or comes of what is done with other rows. */
  private async listed(
    person: Person,
    resource: Resource,
    making: readonly Resource[],
  ): Promise<string | null> {
    // Another may see none of the rows, and would wait for those that are made of what is made for them.
    if (this.mayAll(person) && (await this.list(person, resource)).length === 0)
      await this.exercisedOnce(person, [...making, resource]);
    const all = await this.list(person, resource);
    // Each row goes to one asker only: what one does to it is not for another to meet.
    const id =
      all.find((one) => !this.given.has(one)) ?? (await this.inserted(person, resource)) ?? all[0] ?? null;
    if (id !== null) this.given.add(id);
    return id;
  }

  /** Those who ask at the same time wait for one {@link exercise}; one that it asks itself would wait for its own end. */
  private async exercisedOnce(person: Person, making: readonly Resource[]): Promise<void> {
    const { organizationId } = person;
    let exercise = this.exercised.get(organizationId);
    // What no client creates is made for nothing but an exercise.
    const isWithin = making.slice(0, -1).some(({ create }) => !create);
    if (exercise && isWithin) return;
    if (!exercise) this.exercised.set(organizationId, (exercise = this.exercise(person, making)));
    await exercise.finally(() => this.exercised.delete(organizationId));
  }

  /** One more row that only the asker knows: what operators do to it must not stop the person's own organization. */
  private async operated(person: Person, resource: Resource, state?: string): Promise<string | null> {
    const id = await this.inserted(person, resource);
    return id === null || state === undefined ? id : this.stored.put(resource, id, state);
  }

  /** What no route leads to is written by its store, out of its fields; null where the table won't have it. */
  private async inserted(person: Person, { entity, fields }: Resource): Promise<string | null> {
    const values: Body = {};
    for (const field of fields) {
      if (storeOwned.has(field.name) || field.kind === 'state') continue;
      // Whoever an identifier is of, the person is someone whom it may well name.
      const value = field.kind === 'id' ? person.userId : await this.value(entity, field, person, []);
      if (value !== undefined && (field.required || field.kind === 'id'))
        values[field.name] = field.kind === 'instant' && typeof value === 'string' ? new Date(value) : value;
    }
    return this.stored.insert(person, entity, values);
  }

  /** Whether someone is the first of the organization whose rows are made: its owner. */
  private mayAll({ organizationId, userId }: Person): boolean {
    const first = this.firstOf.get(organizationId) ?? userId;
    this.firstOf.set(organizationId, first);
    return first === userId;
  }

  private async list(person: Person, resource: Resource): Promise<string[]> {
    if (!resource.list) return [];
    const answer = await this.send(person, 'GET', `/v1/${resource.path}?limit=${mostListed}`);
    const { data = [] } = (answer.json ?? {}) as { readonly data?: readonly { readonly id: string }[] };
    return data.map(({ id }) => id);
  }

  /** A row of each resource in each of its states. */
  async exercise(person: Person, making: readonly Resource[] = []): Promise<void> {
    for (const resource of this.registry.resources)
      if (resource.create && !making.includes(resource))
        for (const state of resource.state?.states ?? [undefined])
          await this.newRow(person, resource, state, making);
  }

  /** Whether the person's organization is itself a row of the resource: there is one of it, and it is there. */
  private async isTenant(person: Person, resource: Resource): Promise<boolean> {
    if (resource.tenancy !== 'system') return false;
    const answer = await this.send(person, 'GET', `/v1/${resource.path}/${person.organizationId}`);
    return answer.status === 200;
  }

  private send(person: Person, method: string, url: string, body?: Body): Promise<Answer> {
    return this.subject.send({ method, url, person, ...(body !== undefined && { body }) });
  }
}
