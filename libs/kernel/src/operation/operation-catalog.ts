import { Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { accessRuleOf, type AccessRule } from '../access/access.js';
import { handlersIn, isRouted, type Handler } from '../nest/handlers.js';
import { isSupplied } from '../resource/supplied.js';
import { FeatureRegistry } from '../feature/feature-registry.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Resource } from '../resource/resource.js';
import { resourceOf } from '../resource/resource-controller.js';
import type { StandardVerb } from '../resource/resource-options.js';
import { planArguments, proveArguments, type ArgumentPlans } from './argument-plan.js';
import { gatesOf, gateWithin, preparationOf } from './around.js';
import { operationOf, type OperationMeta } from './operation-meta.js';
import { onlyOnRest } from './operation.js';

/** An operation, and the method that carries it out. */
export interface CatalogOperation extends Omit<OperationMeta, 'resource'> {
  readonly resource: Resource | null;
  /** The class of the row or rows that a verb or action of a resource answers with; null for any other answer. */
  readonly answer: ConcreteType | null;
  readonly handler: Handler;
  readonly access: AccessRule | undefined;
  readonly arguments: ArgumentPlans;
  /** No author wrote the method: it does no more than the store. */
  readonly supplied: boolean;
  /** Providers that check each call. */
  readonly gates: readonly Type<object>[];
  /** The provider that checks each call inside the transaction; null when it has none. */
  readonly gateWithin: Type<object> | null;
  /** The provider that does its slow work before the transaction; null when it has none. */
  readonly preparation: Type<object> | null;
  /** Why no face but REST may call it; null when every face may. */
  readonly onlyOnRest: string | null;
  /** What idempotency keys are kept by: its first route, else its name. Null when it takes no key. */
  readonly keyedBy: string | null;
}

/** A route of a controller. */
export interface CatalogRoute {
  readonly handler: Handler;
  /** What it carries out; null for a plain route of Nest's. */
  readonly operation: CatalogOperation | null;
  /** The resource that its controller serves. */
  readonly resource: Resource | null;
}

/** All operations of the application and all routes of its controllers: the one list of both. */
@Injectable()
export class OperationCatalog {
  readonly operations: readonly CatalogOperation[];
  readonly routes: readonly CatalogRoute[];
  private readonly byName: ReadonlyMap<string, CatalogOperation>;

  /** @throws Error naming a method whose parameters can't be filled or whose gate can't be entered, or two operations of one name */
  constructor(modules: ModulesContainer, registry: FeatureRegistry) {
    const operations = new Map<string, CatalogOperation>();
    const routes: CatalogRoute[] = [];
    const wanted = (method: object) => isRouted(method) || operationOf(method) !== undefined;
    for (const handler of handlersIn(modules, wanted)) {
      const operation = entryOf(handler, registry);
      const served = resourceOf(handler.type);
      if (!operation) {
        proveArguments(handler.type, handler.name);
        refuseStrayGate(handler);
      } else {
        refuseTwins(operations.get(operation.name), operation);
        operations.set(operation.name, operation);
      }
      if (handler.places.length > 0)
        routes.push({ handler, operation, resource: served ? registry.resolved(served) : null });
    }
    this.byName = operations;
    this.operations = [...operations.values()];
    this.routes = routes;
  }

  /** The operation of this name, `orders:place`. */
  named(name: string): CatalogOperation | undefined {
    return this.byName.get(name);
  }

  /** A standard verb of a resource. @throws Error when no controller serves it */
  of(resource: Resource, verb: StandardVerb): CatalogOperation {
    const found = this.operations.find((one) => one.resource === resource && one.verb === verb);
    if (!found)
      throw new Error(
        `No controller serves "${verb}" of the resource "${resource.path}": add a @ResourceController for it to its module's controllers.`,
      );
    return found;
  }
}

function entryOf(handler: Handler, registry: FeatureRegistry): CatalogOperation | null {
  const { type, name, method, places } = handler;
  const meta = operationOf(method);
  if (!meta) return null;
  const isKeyed =
    places.length > 0
      ? places.some((place) => /^(POST|ALL) /.test(place))
      : meta.verb !== 'update' && meta.verb !== 'remove';
  const resource = meta.resource && registry.resolved(meta.resource);
  const plans = planArguments(type, name, { ...meta, resource }, (input) => registry.classOf(input));
  return {
    ...meta,
    resource,
    answer: resource && answerOf(resource, meta),
    handler,
    access: accessRuleOf(type, method),
    arguments: plans,
    supplied: isSupplied(method),
    gates: gatesOf(method),
    gateWithin: gateWithin(method),
    preparation: preparationOf(method),
    onlyOnRest: onlyOnRest(method),
    keyedBy: isKeyed && !meta.reads && !meta.secretAnswer ? (places[0] ?? meta.name) : null,
  };
}

function answerOf(resource: Resource, { name, verb }: OperationMeta): ConcreteType | null {
  if (verb === 'remove' || verb === 'free') return null;
  return resource.answers.get(name.slice(name.indexOf(':') + 1)) ?? resource.view;
}

/** A plain route of Nest's is not invoked: its gate would never be entered. */
function refuseStrayGate({ type, name, method }: Handler): void {
  const gate = gateWithin(method);
  if (gate)
    throw new Error(
      `${type.name}.${name}() has @GateWithin(${gate.name}), which has no effect: the method is a plain route. Add @Operation(…).`,
    );
}

function refuseTwins(other: CatalogOperation | undefined, { name, handler }: CatalogOperation): void {
  // One controller may be in two modules.
  if (!other || (other.handler.method === handler.method && other.handler.type === handler.type)) return;
  throw new Error(
    `The operation "${name}" is declared by ${other.handler.type.name}.${other.handler.name}() and ${handler.type.name}.${handler.name}(): rename one of the two.`,
  );
}
