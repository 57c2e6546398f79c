import { accessRuleOf, OperationCatalog } from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';

/**
 * Makes sure that every route says who may call it.
 * @throws Error naming each handler that doesn't
 */
export function assertRoutesDeclared(app: INestApplicationContext): void {
  const { routes } = app.get(OperationCatalog, { strict: false });
  const silent = new Set(
    routes
      .filter(({ handler: { type, method, places } }) => places.length > 0 && !accessRuleOf(type, method))
      .map(({ handler: { type, name } }) => `${type.name}.${name}`),
  );
  if (silent.size > 0)
    throw new Error(
      `${[...silent].join('(), ')}() has no access rule. Add @Allow('<area>:<verb>') with a declared permission, @SignedIn('why no permission is needed') or @Public('why it is public') to the method or its class.`,
    );
}
