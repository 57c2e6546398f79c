import { isStreamed, routeArguments, RouteParamtypes } from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { derivedWords } from './operations/derived-document.js';
import { routesOf, type Route } from './routes.js';
import { hasWrittenBody, isExcluded, writtenOperation } from './swagger-metadata.js';

interface DescribedOperation {
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
}

/**
 * Makes sure that every route has what the document cannot do without: a summary, a description, a body that is a class of
 * fields, and an operation id of its own. It reads what the decorators have noted, at a hundredth of what the document costs.
 * @throws Error naming the handler
 */
export function assertRoutesDocumented(app: INestApplicationContext): void {
  const owners = new Map<string, string>();
  for (const route of routesOf(app)) {
    if (isExcluded(route.type, route.handler)) continue;
    const written = writtenOperation(route.handler);
    const derived = derivedWords(route);
    assertDescribed(route.name, {
      summary: written.summary || derived.summary,
      description: written.description || derived.description,
    });
    assertBodyKnown(route.name, hasUnknownBody(route));
    const id = written.operationId ?? derived.operationId ?? route.name.replace('.', '_');
    assertOwnId(route.name, id, owners.get(id));
    owners.set(id, route.name);
  }
}

/** @throws Error without a summary or a description */
export function assertDescribed<O extends DescribedOperation>(
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

function hasUnknownBody({ type, handler, name, input }: Route): boolean {
  if (input !== null || isStreamed(handler)) return false;
  return (
    hasWrittenBody(handler) ||
    routeArguments(type, name.slice(name.indexOf('.') + 1)).some(({ kind }) => kind === RouteParamtypes.BODY)
  );
}
