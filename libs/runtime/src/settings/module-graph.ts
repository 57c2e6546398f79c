import { listedIn } from '@keelson/kernel';
import type { DynamicModule, ForwardReference, Provider, Type } from '@nestjs/common';

/** What may stand in the imports of a module. */
export type ModuleImport = Type | DynamicModule | Promise<DynamicModule> | ForwardReference;

/** A module as it is declared, before Nest makes anything of it. */
export interface DeclaredModule {
  readonly type: Type;
  readonly providers: readonly Provider[];
  readonly controllers: readonly Type[];
}

/** The modules that Nest would make of these, each once, in the order in which they are imported: importers first. */
export async function modulesOf(roots: readonly ModuleImport[]): Promise<readonly DeclaredModule[]> {
  const found: DeclaredModule[] = [];
  const seen = new Set<unknown>();
  const visit = async (imported: ModuleImport | undefined): Promise<void> => {
    const module = await resolved(imported);
    // An import that is undefined is a circle of files, of which Nest says more.
    if (!module || seen.has(module)) return;
    seen.add(module);
    const { type, dynamic } = isDynamic(module)
      ? { type: module.module as Type, dynamic: module }
      : { type: module, dynamic: null };
    // A class that is imported as it is and in a dynamic module too has its own lists in both.
    const listed = <T>(key: 'imports' | 'providers' | 'controllers'): readonly T[] => [
      ...listedIn<T>(type, key),
      ...((dynamic?.[key] as T[] | undefined) ?? []),
    ];
    found.push({ type, providers: listed('providers'), controllers: listed('controllers') });
    for (const one of listed<ModuleImport>('imports')) await visit(one);
  };
  for (const root of roots) await visit(root);
  return found;
}

async function resolved(imported: ModuleImport | undefined): Promise<Type | DynamicModule | undefined> {
  const module = await imported;
  return module && 'forwardRef' in module
    ? (module as ForwardReference<() => Type | DynamicModule>).forwardRef()
    : module;
}

function isDynamic(module: Type | DynamicModule): module is DynamicModule {
  return typeof module !== 'function';
}
