import { Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { Allow, AllowOperator } from '../access/access.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import { attachOperation } from '../operation/operation.js';
import { Found, Id, Input, isInputArgument, Params } from '../operation/parameters.js';
import { ListQuery, ReadQuery } from '../list/list-query.js';
import { namedOnly } from '../operation/read-input.js';
import { ResourceReader } from '../operation/resource-reader.js';
import { isRouted } from '../nest/handlers.js';
import { routeArguments } from '../nest/route-arguments.js';
import { answersSecret, permissionOf, type DeclaredResource } from './resource.js';
import type { StandardVerb } from './resource-options.js';
import { markSupplied } from './supplied.js';
import { supplyTransfers } from './transfer-verbs.js';
import { storeToken, type Store } from './store.js';

const RESOURCE = 'keelson:resource';
const reader = Symbol('reader');
const store = Symbol('store');

/** The resource that a controller serves, if it is bound to one. */
export function resourceOf(controller: object): DeclaredResource | undefined {
  return Reflect.getMetadata(RESOURCE, controller) as DeclaredResource | undefined;
}

/**
 * Binds a Nest controller to a resource: it gets the standard verbs that the resource declares. A method of the class
 * named `list`, `read`, `create`, `update` or `remove` takes the verb over, with the resource's route, permission,
 * validation and documentation; its own route decorators are refused.
 */
export function ResourceController<T extends Row, P extends string>(
  declared: DeclaredResource<T, P>,
): ClassDecorator {
  const resource = declared as unknown as DeclaredResource;
  return (target) => {
    const type = target as unknown as ConcreteType;
    const prototype = type.prototype as Record<string | symbol, unknown>;
    Controller(`v1/${resource.path}`)(type);
    Reflect.defineMetadata(RESOURCE, resource, type);
    Inject(ResourceReader)(prototype, reader);
    Inject(storeToken(resource.entity))(prototype, store);

    for (const verb of verbsOf(resource)) {
      const own = Object.getOwnPropertyDescriptor(prototype, verb);
      if (own) refuseOwnRoute(type, verb, own.value as object);
      else supply(type, verb);
      bind(type, verb, resource);
    }
    for (const verb of ['list', 'read', 'create', 'update', 'remove'] as const)
      if (Object.hasOwn(prototype, verb) && !verbsOf(resource).includes(verb))
        throw new Error(
          `${type.name}.${verb}(): the resource "${resource.path}" declares no "${verb}". Declare it in defineResource, with its permission, or rename the method.`,
        );
    supplyTransfers(type, resource);
  };
}

function verbsOf({ shape, remove }: DeclaredResource): StandardVerb[] {
  return [
    ...(shape.list ? (['list'] as const) : []),
    'read',
    ...(shape.create ? (['create'] as const) : []),
    ...(shape.update ? (['update'] as const) : []),
    ...(remove ? (['remove'] as const) : []),
  ];
}

function refuseOwnRoute(type: ConcreteType, verb: string, handler: object): void {
  if (isRouted(handler))
    throw new Error(
      `${type.name}.${verb}() has a route decorator. Remove it: @ResourceController adds the route, permission, validation and documentation.`,
    );
}

/** What a controller bound to a resource holds besides its own members. */
interface Bound {
  [reader]: ResourceReader;
  [store]: Store<Row>;
}

const supplied = {
  list: (resource: DeclaredResource) =>
    function list(this: Bound, query: ListQuery) {
      return this[reader].list(resource, query);
    },
  read: (resource: DeclaredResource) =>
    function read(this: Bound, id: unknown, query: ReadQuery) {
      return this[reader].read(resource, id, query);
    },
  create: () =>
    function create(this: Bound, input: object) {
      return this[store].insert(input);
    },
  update: () =>
    function update(this: Bound, row: Row, changes: object) {
      // What the body leaves out may hold more in the row than the input has of it.
      return this[store].save(Object.assign(row, namedOnly(changes)));
    },
  remove: ({ softRemoval }: DeclaredResource) =>
    function remove(this: Bound, row: Row) {
      // What is kept is moved and written by the kernel.
      return softRemoval ? row : this[store].remove(row);
    },
} satisfies Record<StandardVerb, (resource: DeclaredResource) => unknown>;

function supply(type: ConcreteType, verb: StandardVerb): void {
  const resource = resourceOf(type) as DeclaredResource;
  const prototype = type.prototype as object;
  const value = supplied[verb](resource);
  markSupplied(value);
  Object.defineProperty(prototype, verb, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  const types = verb === 'list' ? [ListQuery] : verb === 'read' ? [Object, ReadQuery] : [Object, Object];
  Reflect.defineMetadata('design:paramtypes', types, prototype, verb);
  if (verb === 'read') Id()(prototype, verb, 0);
  if (verb === 'list' || verb === 'read') Params()(prototype, verb, verb === 'list' ? 0 : 1);
  if (verb === 'create') Input()(prototype, verb, 0);
  else if (verb === 'update' || verb === 'remove') Found()(prototype, verb, 0);
  if (verb === 'update') Input()(prototype, verb, 1);
}

function bind(type: ConcreteType, verb: StandardVerb, resource: DeclaredResource): void {
  const prototype = type.prototype as object;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, verb) as PropertyDescriptor;
  const takesInput = routeArguments(type, verb).some(({ pipes = [] }) => isInputArgument(pipes));
  if ((verb === 'create' || verb === 'update') && !takesInput)
    throw new Error(
      `${type.name}.${verb}() has no @Input() parameter, so its body would not be validated. Add the parameter.`,
    );
  for (const decorator of decoratorsOf(verb, resource)) decorator(prototype, verb, descriptor);
}

const routes: Record<StandardVerb, readonly MethodDecorator[]> = {
  list: [Get()],
  read: [Get(':id')],
  create: [Post(), HttpCode(201)],
  update: [Patch(':id')],
  remove: [Delete(':id'), HttpCode(204)],
};

function decoratorsOf(verb: StandardVerb, resource: DeclaredResource): MethodDecorator[] {
  const { softRemoval } = resource;
  return [
    ...routes[verb],
    (resource.audience === 'operators' ? AllowOperator : Allow)(
      permissionOf(resource, verb === 'list' ? 'read' : verb),
    ),
    attachOperation({
      name: permissionOf(resource, verb),
      resource,
      verb,
      reads: verb === 'list' || verb === 'read',
      secretAnswer: answersSecret(resource, verb),
      from: verb === 'update' || verb === 'remove' ? editableStates(resource) : null,
      ...(verb === 'remove' && softRemoval && { to: [softRemoval.to], emits: softRemoval.emits ?? null }),
    }),
  ];
}

/** Where rows can be changed and removed: nowhere once they are removed. */
function editableStates({ editableIn, softRemoval, state }: DeclaredResource): readonly string[] | null {
  if (!softRemoval) return editableIn;
  return (editableIn ?? state?.states ?? []).filter((one) => one !== softRemoval.to);
}
