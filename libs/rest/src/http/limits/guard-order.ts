import { AccessModule } from '@keelson/access';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { PlatformError } from '@keelson/runtime/ports';

/**
 * Nest runs global guards in the order in which it meets their modules. Counted before anyone asks who calls, the requests of
 * all who share an address would share one limit, and no user would have one.
 * @param counting the module of the guard that counts requests
 * @throws PlatformError when it comes before AccessModule
 */
export function assertCallerFirst(application: INestApplicationContext, counting: Type): void {
  const modules = [...application.get(ModulesContainer, { strict: false }).values()];
  const at = (type: Type) => modules.findIndex(({ metatype }) => metatype === type);
  if (at(counting) < at(AccessModule))
    throw new PlatformError(
      'RestModule is imported before AccessModule, so requests would be limited by network and not by user: list AccessModule before RestModule, and before modules that import RestModule.',
    );
}
