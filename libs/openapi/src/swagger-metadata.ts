import { fieldsOf, type AbstractType, type ConcreteType } from '@keelson/kernel';

/** What decorators of @nestjs/swagger, such as `@ApiOperation`, have written on a class or a method. */
function written(name: string, target: object): unknown {
  return Reflect.getMetadata(`swagger/${name}`, target);
}

type Responses = Readonly<Record<string, { readonly type?: unknown }>>;

/** The class of fields that a handler's `@Api…Response({ type })` names for a status, if it does. */
export function writtenAnswer(handler: object, status: string): ConcreteType | null {
  return shapeOf(((written('apiResponse', handler) ?? {}) as Responses)[status]?.type);
}

/** All classes that a handler's `@Api…Response({ type })` name. */
export function writtenAnswers(handler: object): AbstractType[] {
  const responses = (written('apiResponse', handler) ?? {}) as Responses;
  return Object.values(responses).flatMap(({ type }) => classIn(type) ?? []);
}

/** The class of fields that `@ApiBody({ type })` names, if it does. */
export function writtenBody(handler: object): ConcreteType | null {
  return shapeOf(bodyOf(handler)?.type);
}

export function hasWrittenBody(handler: object): boolean {
  return bodyOf(handler) !== undefined;
}

function bodyOf(handler: object): { readonly type?: unknown } | undefined {
  const parameters = (written('apiParameters', handler) ?? []) as readonly { in?: string; type?: unknown }[];
  return parameters.find((parameter) => parameter.in === 'body');
}

/** What `@ApiOperation` says. Where it has no operation id, @nestjs/swagger makes one up in its document. */
export function writtenOperation(handler: object): {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
} {
  return (written('apiOperation', handler) ?? {}) as object;
}

/** Whether `@ApiExcludeController` or `@ApiExcludeEndpoint` keeps a route out of the document. */
export function isExcluded(type: object, handler: object): boolean {
  const controller = written('apiExcludeController', type) as readonly boolean[] | undefined;
  const endpoint = written('apiExcludeEndpoint', handler) as { readonly disable?: boolean } | undefined;
  return controller?.[0] === true || endpoint?.disable === true;
}

/** Whether the class or the method has `@ApiTags`; @nestjs/swagger makes a tag of the class's name where none has. */
export function hasWrittenTags(type: object, handler: object): boolean {
  return [type, handler].some((target) => written('apiUseTags', target) !== undefined);
}

/** The properties of a class that have `@ApiProperty`, with the class of their values where it names one. */
export function writtenTypes(type: AbstractType): ReadonlyMap<string, AbstractType | null> {
  const prototype = type.prototype as object;
  // Each stands after a colon.
  const names = ((written('apiModelPropertiesArray', prototype) ?? []) as readonly string[]).map((name) =>
    name.slice(1),
  );
  return new Map(
    names.map((name) => {
      const told = Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as { type?: unknown };
      return [name, classIn(told.type)];
    }),
  );
}

/** The class that `type` of a decorator names: itself, in a list, or behind a function. */
function classIn(type: unknown): AbstractType | null {
  if (Array.isArray(type)) return classIn(type[0]);
  if (typeof type !== 'function') return null;
  // An arrow function has no prototype; what it returns may not have been loaded before.
  return type.prototype === undefined ? classIn((type as () => unknown)()) : (type as AbstractType);
}

/** The class, if it is one of fields. */
export function shapeOf(type: unknown): ConcreteType | null {
  const isShape =
    typeof type === 'function' && typeof type.prototype === 'object' && fieldsOf(type as never).length > 0;
  return isShape ? (type as ConcreteType) : null;
}
