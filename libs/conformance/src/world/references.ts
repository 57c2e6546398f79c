import {
  fieldOf,
  fieldsOf,
  type AbstractType,
  type ConcreteType,
  type FeatureRegistry,
  type FieldSpec,
  type Resource,
} from '@keelson/kernel';
import type { Answer, Person } from '../subject.js';
import { referencesOf } from './field-values.js';

/** How often a row is referred to before another takes its place: what is counted on it (a stock) shall last. */
const mostUses = 8;

interface Referred {
  readonly id: Promise<string | null>;
  uses: number;
}

/** Makes a row; null where that can't be done. */
type NewRow = (
  person: Person,
  resource: Resource,
  state: string | undefined,
  making: readonly Resource[],
) => Promise<string | null>;

/** Rows for bodies to refer to, and in which state they must be for that. */
export class References {
  private readonly referred = new Map<string, Referred>();
  private readonly firstOf = new Map<string, Person>();
  /** The state in which an input's reference must be, where its first one won't do. */
  private readonly standing = new Map<FieldSpec, Map<ConcreteType, string>>();

  /** Inputs that want rows which nothing else refers to yet; false for those that are refused with such rows, too. */
  private readonly wantsNew = new Map<ConcreteType, boolean>();

  constructor(
    private readonly registry: FeatureRegistry,
    private readonly newRow: NewRow,
  ) {}

  /** A row that the input may refer to; the same one for a while, in the state that the input was found to want. */
  async idFor(
    input: ConcreteType,
    field: FieldSpec,
    person: Person,
    making: readonly Resource[],
  ): Promise<string | null> {
    const target = this.targetOf(field);
    if (!target || making.includes(target)) return null;
    const state = this.standing.get(field)?.get(input);
    // The first of an organization may do everything; another may not see the rows of the first, nor make any.
    const first = this.firstOf.get(person.organizationId) ?? person;
    this.firstOf.set(person.organizationId, first);
    if (this.wantsNew.get(input)) return this.newRow(first, target, state, making);
    const own = await this.referredBy(person, target, state, making);
    return own === null && first !== person ? this.referredBy(first, target, state, making) : own;
  }

  private referredBy(
    person: Person,
    target: Resource,
    state: string | undefined,
    making: readonly Resource[],
  ): Promise<string | null> {
    const key = `${person.organizationId} ${person.userId} ${target.path} ${state ?? ''}`;
    let referred = this.referred.get(key);
    if (!referred || referred.uses >= mostUses)
      this.referred.set(key, (referred = { id: this.newRow(person, target, state, making), uses: 0 }));
    referred.uses += 1;
    return referred.id;
  }

  /** Tries with the rows referred to in each state that they can be in, until it is accepted; what was is remembered. */
  async tried(input: ConcreteType, person: Person, send: () => Promise<Answer>): Promise<Answer> {
    let answer = await send();
    for (const { field } of referencesOf(input)) {
      if (!isRefused(answer)) return answer;
      const owner = ownerOf(input, field);
      const known = this.standing.get(field) ?? new Map<ConcreteType, string>();
      if (known.has(owner)) continue;
      this.standing.set(field, known);
      for (const state of this.targetOf(field)?.state?.states?.slice(1) ?? []) {
        known.set(owner, state);
        if ((await this.idFor(owner, field, person, [])) === null) continue;
        answer = await send();
        if (!isRefused(answer)) return answer;
      }
      known.delete(owner);
    }
    return isRefused(answer) ? this.triedWithNew(input, send, answer) : answer;
  }

  /** A parent that takes one child only, or one at a time, has had it: each row needs another parent then. */
  private async triedWithNew(
    input: ConcreteType,
    send: () => Promise<Answer>,
    refused: Answer,
  ): Promise<Answer> {
    if (this.wantsNew.has(input) || referencesOf(input).length === 0) return refused;
    this.wantsNew.set(input, true);
    const answer = await send();
    this.wantsNew.set(input, !isRefused(answer));
    return isRefused(answer) ? refused : answer;
  }

  private targetOf(field: FieldSpec): Resource | undefined {
    return this.registry.resourceFor(field.target?.() as AbstractType);
  }
}

/** The class that holds the field: the input, or that of a list's elements. */
function ownerOf(input: ConcreteType, field: FieldSpec): ConcreteType {
  if (fieldsOf(input).includes(field)) return input;
  for (const { element } of fieldsOf(input)) {
    const type = element?.() as ConcreteType | undefined;
    if (type && fieldsOf(type).some(({ name }) => name === field.name))
      return ownerOf(type, fieldOf(type, field.name));
  }
  return input;
}

/** What another state of a row referred to may change. */
function isRefused({ status }: Answer): boolean {
  return status === 404 || status === 409 || status === 422;
}
