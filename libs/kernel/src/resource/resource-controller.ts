import { Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Allow, AllowOperator } from '../access/access.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import { attachOperation } from '../operation/operation.js';
import { operationOf } from '../operation/operation-meta.js';
import { Found, Id, Input, isInputArgument, isParamsArgument, Params } from '../operation/parameters.js';
import { ListQuery, ReadQuery } from '../list/list-query.js';
import { namedOnly } from '../operation/read-input.js';
import { ResourceReader } from '../operation/resource-reader.js';
import { isRouted } from '../nest/handlers.js';
import { routeArguments } from '../nest/route-arguments.js';
import { answersSecret, permissionOf, type Resource, type StandardVerb } from './resource.js';
import { schemaOfAnswer, viewSchema } from './shapes.js';
import { markSupplied } from './supplied.js';
import { supplyTransfers } from './transfer-verbs.js';
import { documentVerb, pageSchema } from './verb-documentation.js';
import { storeToken, type Store } from './store.js';

const RESOURCE = 'keelson:resource';
const reader = Symbol('reader');
const store = Symbol('store');

/** The resource that a controller serves, if it is bound to one. */
export function resourceOf(controller: object): Resource | undefined {
  return Reflect.getMetadata(RESOURCE, controller) as Resource | undefined;
}

/**
 * Binds a Nest controller to a resource: it gets the standard verbs that the resource declares. A method of the class
 * named `list`, `read`, `create`, `update` or `remove` takes the verb over, with the resource's route, permission,
 * validation and documentation; its own route decorators are refused.
 */
export function ResourceController<T extends Row, P extends string>(
  declared: Resource<T, P>,
): ClassDecorator {
  const resource = declared as unknown as Resource;
  return (target) => {
    const type = target as unknown as ConcreteType;
    const prototype = type.prototype as Record<string | symbol, unknown>;
    Controller(`v1/${resource.path}`)(type);
    ApiTags(resource.audience === 'operators' ? 'installation' : resource.path)(type);
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
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
      const operation = typeof handler === 'function' ? operationOf(handler) : undefined;
      if (handler && operation?.verb === 'action')
        RouteSchema({ response: { 200: schemaOfAnswer(resource, keyOf(operation)) } })(handler as never);
    }
  };
}

/** An action's key: `place` of `orders:place`. */
function keyOf({ name }: { readonly name: string }): string {
  return name.slice(name.indexOf(':') + 1);
}

function verbsOf(resource: Resource): StandardVerb[] {
  return [
    ...(resource.list ? (['list'] as const) : []),
    'read',
    ...(resource.create ? (['create'] as const) : []),
    ...(resource.update ? (['update'] as const) : []),
    ...(resource.remove ? (['remove'] as const) : []),
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
  list: (resource: Resource) =>
    function list(this: Bound, query: ListQuery) {
      return this[reader].list(resource, query);
    },
  read: (resource: Resource) =>
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
  remove: ({ softRemoval }: Resource) =>
    function remove(this: Bound, row: Row) {
      // What is kept is moved and written by the kernel.
      return softRemoval ? row : this[store].remove(row);
    },
} satisfies Record<StandardVerb, (resource: Resource) => unknown>;

function supply(type: ConcreteType, verb: StandardVerb): void {
  const resource = resourceOf(type) as Resource;
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

function bind(type: ConcreteType, verb: StandardVerb, resource: Resource): void {
  const prototype = type.prototype as object;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, verb) as PropertyDescriptor;
  const args = routeArguments(type, verb);
  const takesInput = args.some(({ pipes = [] }) => isInputArgument(pipes));
  const takesParams = args.some(({ pipes = [] }) => isParamsArgument(pipes));
  if ((verb === 'create' || verb === 'update') && !takesInput)
    throw new Error(
      `${type.name}.${verb}() has no @Input() parameter, so its body would not be validated. Add the parameter.`,
    );
  for (const decorator of decoratorsOf(verb, resource, takesParams)) decorator(prototype, verb, descriptor);
}

function decoratorsOf(verb: StandardVerb, resource: Resource, takesParams: boolean): MethodDecorator[] {
  const permission = permissionOf(resource, verb === 'list' ? 'read' : verb);
  const view = viewSchema(resource);
  const operation = (input: ConcreteType | null = null) =>
    attachOperation({
      name: permissionOf(resource, verb),
      resource,
      verb,
      reads: verb === 'list' || verb === 'read',
      input,
      secretAnswer: answersSecret(resource, verb),
      from: verb === 'update' || verb === 'remove' ? editableStates(resource) : null,
      ...(verb === 'remove' &&
        resource.softRemoval && {
          to: [resource.softRemoval.to],
          emits: resource.softRemoval.emits ?? null,
        }),
    });
  const route: Record<StandardVerb, MethodDecorator[]> = {
    list: [Get(), RouteSchema({ response: { 200: pageSchema(view) } }), operation()],
    read: [Get(':id'), RouteSchema({ response: { 200: view } }), operation()],
    create: [
      Post(),
      HttpCode(201),
      RouteSchema({ response: { 201: schemaOfAnswer(resource, verb) } }),
      operation(resource.create),
      ...bodyOf(resource.create),
    ],
    update: [
      Patch(':id'),
      RouteSchema({ response: { 200: schemaOfAnswer(resource, verb) } }),
      operation(resource.update),
      ...bodyOf(resource.update),
    ],
    remove: [Delete(':id'), HttpCode(204), operation()],
  };
  const allow = resource.audience === 'operators' ? AllowOperator : Allow;
  return [...route[verb], allow(permission), ...documentVerb(verb, resource, takesParams)];
}

/** Where rows can be changed and removed: nowhere once they are removed. */
function editableStates({ editableIn, softRemoval, state }: Resource): readonly string[] | null {
  if (!softRemoval) return editableIn;
  return (editableIn ?? state?.states ?? []).filter((one) => one !== softRemoval.to);
}

function bodyOf(input: ConcreteType | null): MethodDecorator[] {
  return input ? [ApiBody({ type: input })] : [];
}
