import type { ModulesContainer } from '@nestjs/core';
import { listedIn } from '../nest/declared-modules.js';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

/**
 * How many modules stand below each module on the longest path of imports. A module has a higher rank than those it imports,
 * and than the global ones, which every module may use; an import that closes a circle does not count.
 */
export function moduleRanks(modules: Iterable<Module>): ReadonlyMap<Module, number> {
  const all = [...modules];
  const ground = reachable(all.filter(({ isGlobal }) => isGlobal));
  const ranks = new Map<Module, number>();
  const visit = (module: Module): number => {
    const known = ranks.get(module);
    if (known !== undefined) return known;
    ranks.set(module, 0);
    const below = ground.has(module) ? declaredImports(module) : [...module.imports];
    const rank = Math.max(-1, ...below.map(visit)) + 1;
    ranks.set(module, rank);
    return rank;
  };
  all.forEach(visit);
  return ranks;
}

/** The modules, and what they import, directly or not. */
function reachable(modules: readonly Module[]): ReadonlySet<Module> {
  const found = new Set(modules);
  // A set that grows while it is walked is walked to its end.
  for (const module of found) for (const imported of declaredImports(module)) found.add(imported);
  return found;
}

/** Nest adds the global modules to the imports of every module; here only those count that `@Module` names. */
function declaredImports({ imports, metatype }: Module): readonly Module[] {
  const named = new Set(listedIn(metatype, 'imports').map(typeOf));
  return [...imports].filter((imported) => !imported.isGlobal || named.has(imported.metatype));
}

function typeOf(imported: unknown): unknown {
  const { forwardRef, module } = Object(imported) as { forwardRef?: () => unknown; module?: unknown };
  return forwardRef ? typeOf(forwardRef()) : (module ?? imported);
}
