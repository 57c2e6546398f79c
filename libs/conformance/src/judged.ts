import type {
  AbstractType,
  AccessRule,
  ConcreteType,
  EventDefinition,
  FeatureRegistry,
  OperationMeta,
  Resource,
} from '@keelson/kernel';
import type { OpenApiDocument, OperationDocument, Route } from '@keelson/platform';
import type { AskedPermissions } from './asked.js';
import type { Sources } from './catalog/sources.js';
import type { ParameterDocument } from './contract/document-parts.js';
import type { Exploration } from './explore/exploration.js';
import type { Place } from './finding.js';
import type { Heard } from './heard.js';
import type { Person, Subject } from './subject.js';

/** One operation of the application: a route that Fastify answers, what its controller says and what is published of it. */
export interface Operation {
  /** `POST /v1/orders/{id}/place`. */
  readonly title: string;
  /** In capitals. */
  readonly method: string;
  /** `/v1/orders/{id}/place`. */
  readonly path: string;
  readonly rule: AccessRule | undefined;
  readonly resource: Resource | undefined;
  readonly meta: OperationMeta | undefined;
  /** The controller's method behind it; undefined for what was mounted past Nest. */
  readonly route: Route | undefined;
  /** The class of the body, when there is one. */
  readonly input: ConcreteType | null;
  readonly document: OperationDocument | undefined;
  /** What the document names, without references. */
  readonly parameters: readonly ParameterDocument[];
  /** Those of them that every request has, the `{id}` of its path apart. */
  readonly needed: readonly ParameterDocument[];
  /** A value of each of those, by the published schema; without those of which none is found. */
  readonly samples: Readonly<Record<string, string>>;
  readonly place: Place;
  /**
   * Its address, with `id` in the place of `{id}` (an id of no row unless said) and what it needs beside.
   * @param values instead of the samples, by the names of the parameters
   */
  at(id?: string, values?: Readonly<Record<string, string>>): string;
}

/** Where a request goes, as a person would fill it in. */
export interface Address {
  readonly url: string;
  /** Those that the operation needs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters that it needs and for which no value is found. */
  readonly missing: readonly string[];
}

/** People and rows of two organizations that know nothing of each other; rows are made from the declarations. */
export interface World {
  readonly owner: Person;
  /** Owner of the other organization. */
  readonly stranger: Person;
  /** A member of the owner's organization who holds these permissions and no other; made when first asked for. */
  member(permissions: readonly string[]): Promise<Person>;
  /** Someone who operates the installation with these permissions and no other, all of them for null; made when first asked for. */
  operator(permissions: readonly string[] | null): Promise<Person>;
  /** Someone who may call the operation: the owner, or an operator where it is for them. */
  askerOf(operation: Operation): Promise<Person>;
  /** The id of a row of the resource in the person's organization; null when none could be made, which inventory reports. */
  rowOf(person: Person, resource: Resource): Promise<string | null>;
  /** A new row of its own, for what changes or deletes it; in `state` where the resource has states and it can be reached. */
  newRow(person: Person, resource: Resource, state?: string): Promise<string | null>;
  /** Makes a row of every resource that can be created, in each of its states. */
  exercise(person: Person): Promise<void>;
  /**
   * The operation's address with the parameters that it needs: of a row of the person's where one is named like a field,
   * else by their schemas.
   * @param id the row in its path; none that is there unless said
   */
  addressOf(operation: Operation, person: Person, id?: string): Promise<Address>;
  /**
   * A body that the operation accepts from this person: bounds kept, unique values new, references to the person's rows.
   * @param id the row that it is for, where the body depends on it
   */
  bodyFor(operation: Operation, person: Person, id?: string): Promise<Record<string, unknown> | undefined>;
  /** The same for any class of fields. */
  valuesFor(input: ConcreteType, person: Person, resource?: Resource): Promise<Record<string, unknown>>;
}

/** Bodies that were refused for what they hold, one for each reason. */
export interface RefusedBodies {
  of(operation: Operation): readonly Readonly<Record<string, unknown>>[];
}

/** What every check works on. */
export interface Judged {
  readonly subject: Subject;
  /** The statements of the run so far. */
  readonly heard: Heard;
  /** What callers were asked for in the run so far. */
  readonly asked: AskedPermissions;
  /** Bodies of create requests that were refused in the run so far. */
  readonly refused: RefusedBodies;
  readonly registry: FeatureRegistry;
  readonly document: OpenApiDocument;
  /** All mounted operations; narrowed to one feature when the run is. */
  readonly operations: readonly Operation[];
  /** All of them, whatever the run is narrowed to. */
  readonly allOperations: readonly Operation[];
  /** How much is explored by drawn sequences. */
  readonly exploration: Exploration;
  /** The resources of those operations. */
  readonly resources: readonly Resource[];
  /** The project's TypeScript; empty where there is none at hand. */
  readonly sources: Sources;
  /** Where a class, a resource or an event is written, for findings that belong to no operation. */
  readonly placeOf: (what: AbstractType | Resource | EventDefinition) => Place;
  /** Where a permission is declared; of one that is not, where its name stands. */
  readonly placeOfPermission: (name: string) => Place;
  /** Whether what belongs to a module, without being an operation, is judged in this run. */
  readonly covers: (module: string) => boolean;
  readonly world: World;
}
