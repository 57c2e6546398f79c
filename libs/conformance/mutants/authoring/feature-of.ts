import { Feature, type Contribution, type DeclaredResource, type FeatureDeclaration } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { migrationFor } from './migration-for.js';

/** What a mutant's module consists of, beside a table for each of its resources. */
export interface FeatureParts extends FeatureDeclaration {
  readonly resources: readonly DeclaredResource[];
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  /** Invariants and the like. */
  readonly contributions?: readonly Contribution[];
  /** Columns of indexes beside those of the lists, by the path of their resource. */
  readonly indexes?: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/**
 * The module of a mutant whose resources differ in nothing that matters but their entities.
 * @param name of the class
 */
export function featureOf(name: string, parts: FeatureParts): Type {
  const { controllers, providers = [], contributions = [], indexes = {}, ...declaration } = parts;
  const tables = declaration.resources.map((one) => migrationFor(one, { more: indexes[one.path] ?? [] }));
  const feature: DynamicModule = Feature.declare(declaration, ...contributions, migrations(...tables));
  const type = class {};
  Object.defineProperty(type, 'name', { value: name });
  Module({ imports: [feature], controllers: [...controllers], providers: [...providers] })(type);
  return type;
}
