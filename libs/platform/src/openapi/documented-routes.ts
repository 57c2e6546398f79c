import { isStreamed, routeArguments, RouteParamtypes } from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { routesOf, type Route } from './routes.js';

/** Where the decorators of @nestjs/swagger note what they are given. */
const noted = {
  operation: 'swagger/apiOperation',
  parameters: 'swagger/apiParameters',
  excludedController: 'swagger/apiExcludeController',
  excludedEndpoint: 'swagger/apiExcludeEndpoint',
} as const;

interface NotedOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
}

/**
 * Makes sure that every route has what the document cannot do without: a summary, a description, a body that is a class of
 * fields, and an operation id of its own. It reads what the decorators have noted, at a hundredth of what the document costs.
 * @throws Error naming the handler
 */
export function assertRoutesDocumented(app: INestApplicationContext): void {
  const owners = new Map<string, string>();
  for (const route of routesOf(app)) {
    if (isExcluded(route)) continue;
    const operation = (Reflect.getMetadata(noted.operation, route.handler) ?? {}) as NotedOperation;
    assertDescribed(route.name, operation);
    assertBodyKnown(route.name, hasUnknownBody(route));
    const id = operation.operationId ?? route.name.replace('.', '_');
    assertOwnId(route.name, id, owners.get(id));
    owners.set(id, route.name);
  }
}

/** @throws Error without a summary or a description */
export function assertDescribed<O extends NotedOperation>(
  name: string,
  operation: O,
): asserts operation is O & { readonly summary: string; readonly description: string } {
  const { summary, description } = operation;
  if (!summary || !description)
    throw new Error(
      `${name}() has no ${summary ? 'description' : 'summary'}: add @ApiOperation({ operationId: '…', summary: '…', description: '…' }).`,
    );
}

/** @throws Error for a body without a class of fields */
export function assertBodyKnown(name: string, isUnknown: boolean): void {
  if (isUnknown)
    throw new Error(
      `${name}() takes a body that the document cannot describe: use a class with fields as the type of its parameter, or add @ApiBody({ type: … }).`,
    );
}

/** @throws Error when another route has the id */
export function assertOwnId(name: string, id: string, other: string | undefined): void {
  if (other !== undefined)
    throw new Error(
      `${name}() and ${other}() share the operation id "${id}": change one of them with @ApiOperation({ operationId: '…' }).`,
    );
}

function isExcluded({ type, handler }: Route): boolean {
  const controller = Reflect.getMetadata(noted.excludedController, type) as readonly boolean[] | undefined;
  const endpoint = Reflect.getMetadata(noted.excludedEndpoint, handler) as { disable?: boolean } | undefined;
  return controller?.[0] === true || endpoint?.disable === true;
}

function hasUnknownBody({ type, handler, name, input }: Route): boolean {
  if (input !== null || isStreamed(handler)) return false;
  const parameters = (Reflect.getMetadata(noted.parameters, handler) ?? []) as readonly {
    readonly in?: string;
  }[];
  return (
    parameters.some((parameter) => parameter.in === 'body') ||
    routeArguments(type, name.slice(name.indexOf('.') + 1)).some(({ kind }) => kind === RouteParamtypes.BODY)
  );
}
