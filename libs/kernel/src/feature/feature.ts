import type { DynamicModule, Provider } from '@nestjs/common';
import type { ConcreteType } from '../fields/json-schema.js';
import type { EventDefinition } from '../events/event.js';
import type { DeclaredResource } from '../resource/resource.js';
import { extensionsPoint, type Extension } from '../resource/extension.js';
import type { Tenancy } from '../resource/resource-options.js';
import { storeToken } from '../resource/store.js';
import type { Contribution, ContributionPoint } from './contribution.js';
import { Stores } from './stores.js';

/** A table that no resource shows; its tenancy must be said all the same. */
export interface EntityDeclaration {
  readonly entity: ConcreteType;
  readonly tenancy: Tenancy;
  /**
   * The classes of fields by which operations show a row and change it, where modules may add to them; the operations use
   * `FeatureRegistry.extensionsOf`.
   */
  readonly view?: ConcreteType;
  readonly update?: ConcreteType;
  /** Audit and events of rows that the platform itself keeps (sessions, outbox) would only make noise. */
  readonly recorded?: false;
}

/** A permission outside any resource: `reports:read`. */
export interface PermissionDeclaration {
  readonly name: string;
  readonly description: string;
  readonly members?: boolean;
  /** Only owners have it: no other role, and no role that an organization makes, can hold it. */
  readonly ownersOnly?: boolean;
  /** An account has it only once its email address is proven, whatever its role. */
  readonly provenOnly?: boolean;
  /** Operators of the installation have it, and no role of any organization: for routes with `@AllowOperator`. */
  readonly operator?: boolean;
}

export interface FeatureDeclaration {
  readonly resources?: readonly DeclaredResource[];
  readonly entities?: readonly EntityDeclaration[];
  readonly permissions?: readonly PermissionDeclaration[];
  readonly events?: readonly EventDefinition[];
  /** The points that the module uses what is contributed to. */
  readonly points?: readonly ContributionPoint[];
}

/** What {@link Feature.declare} was given. */
export interface DeclaredFeature {
  readonly declaration: FeatureDeclaration;
  readonly contributions: readonly Contribution[];
}

export const FEATURE = Symbol('keelson:feature');

/** A module reads and writes the rows that it extends. */
function extendedEntities({ point, value }: Contribution): readonly ConcreteType[] {
  return point === extensionsPoint ? (value as readonly Extension[]).map(({ entity }) => entity) : [];
}

/**
 * Makes a feature known: import `Feature.declare({ … })` in the feature's module. Its stores can then be injected
 * (`@InjectStore(Order)`), and its permissions are in the catalog.
 */
export class Feature {
  /** @param contributions what the module adds to points of other modules */
  static declare(declaration: FeatureDeclaration, ...contributions: readonly Contribution[]): DynamicModule {
    const entities = [
      ...(declaration.resources ?? []).map((resource) => resource.entity as ConcreteType),
      ...(declaration.entities ?? []).map(({ entity }) => entity),
      ...contributions.flatMap((one) => extendedEntities(one)),
    ];
    const stores = [...new Set(entities)].map((entity): Provider => ({
      provide: storeToken(entity),
      useFactory: (all: Stores) => all.of(entity as never),
      inject: [Stores],
    }));
    const declared: DeclaredFeature = { declaration, contributions };
    return {
      module: Feature,
      providers: [{ provide: FEATURE, useValue: declared }, ...stores],
      exports: entities.map((entity) => storeToken(entity)),
    };
  }
}
