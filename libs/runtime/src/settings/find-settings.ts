import {
  FEATURE,
  injectedBy,
  settingsOf,
  settingsPoint,
  type ContributionPoint,
  type DeclaredFeature,
  type Surroundings,
} from '@keelson/kernel';
import type { Provider, Type } from '@nestjs/common';
import { DeclaredSettings, type Variables } from './declared-settings.js';
import type { LoadedSettings } from './loaded-settings.js';
import { modulesOf, type DeclaredModule, type ModuleImport } from './module-graph.js';

/**
 * Finds the settings classes that a root module and its imports contribute, without making anything of them.
 * @param root the module that an application is created of, or the imports of one
 * @throws Error naming two classes that claim one variable, or a provider that injects a class which nobody contributes
 */
export async function findSettings(root: ModuleImport | readonly ModuleImport[]): Promise<DeclaredSettings> {
  const modules = await modulesOf(isList(root) ? root : [root]);
  const classes = [...new Set(contributedIn(modules, settingsPoint).flat())];
  refuseMissing(modules, new Set(classes));
  return new DeclaredSettings(classes);
}

/**
 * Finds the settings of a root module and reads them: `loadSettings(AppModule, readEnvironment())`.
 * @throws SettingsError naming everything that is missing or wrong; Error as {@link findSettings}
 */
export async function loadSettings(
  root: ModuleImport | readonly ModuleImport[],
  environment: Variables,
  surroundings?: Partial<Surroundings>,
): Promise<LoadedSettings> {
  return (await findSettings(root)).read(environment, surroundings);
}

/**
 * What the modules of a root contribute to a point, without making anything of them: `findContributions(AppModule, migrationsPoint)`.
 * @returns the values as they stand in the source, importers first
 */
export async function findContributions<T>(root: ModuleImport, point: ContributionPoint<T>): Promise<T[]> {
  return contributedIn(await modulesOf([root]), point);
}

function contributedIn<T>(modules: readonly DeclaredModule[], point: ContributionPoint<T>): T[] {
  return modules.flatMap(({ providers }) =>
    providers.flatMap((provider) => {
      if (!('provide' in provider) || provider.provide !== FEATURE || !('useValue' in provider)) return [];
      const { contributions } = provider.useValue as DeclaredFeature;
      return contributions.filter((one) => one.point === point).map(({ value }) => value as T);
    }),
  );
}

/** Nest would name the parameter that it cannot resolve, and not what to do. */
function refuseMissing(modules: readonly DeclaredModule[], known: ReadonlySet<unknown>): void {
  const faults = modules.flatMap(({ type, providers, controllers }) =>
    [...providers, ...controllers].flatMap((provider) =>
      injectedBy(provider)
        .filter((token): token is Type => isSettingsClass(token) && !known.has(token))
        .map(
          (missing) =>
            `${nameOf(provider)} in ${type.name} injects ${missing.name}, which no imported module contributes: add settings(${missing.name}) to Feature.declare({ … }) in the module that it belongs to.`,
        ),
    ),
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

function isSettingsClass(token: unknown): boolean {
  return typeof token === 'function' && settingsOf(token as Type).length > 0;
}

function nameOf(provider: Provider): string {
  const token = typeof provider === 'function' ? provider : provider.provide;
  return typeof token === 'function' ? token.name : String(token);
}

function isList(root: ModuleImport | readonly ModuleImport[]): root is readonly ModuleImport[] {
  return Array.isArray(root);
}
