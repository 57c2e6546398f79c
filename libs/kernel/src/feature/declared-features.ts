import type { ModulesContainer } from '@nestjs/core';
import type { AbstractType } from '../fields/json-schema.js';
import { Feature, FEATURE, type DeclaredFeature } from './feature.js';
import { moduleRanks } from './module-ranks.js';

/** What `Feature.declare` was given, with the module that imports it. */
export interface OwnedFeature extends DeclaredFeature {
  readonly owner: AbstractType;
  /** Higher than those of the modules that the owner imports, and than those of global modules. */
  readonly rank: number;
}

/** All of an application. */
export function* declaredIn(modules: ModulesContainer): Generator<OwnedFeature> {
  const seen = new Set<object>();
  const ranks = moduleRanks(modules.values());
  for (const module of modules.values())
    for (const imported of module.imports)
      // Two modules may import the same declaration; it is the first one's.
      if (imported.metatype === Feature && !seen.has(imported) && seen.add(imported))
        yield {
          owner: module.metatype as AbstractType,
          rank: ranks.get(module) ?? 0,
          ...(imported.providers.get(FEATURE)?.instance as DeclaredFeature),
        };
}
