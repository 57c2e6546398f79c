import {
  FeatureRegistry,
  isSupplied,
  resourceOf,
  type ConcreteType,
  type DomainError,
  type Resource,
  type Row,
} from '@keelson/kernel';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { ReferenceChecker } from '../operations/ports.js';
import { ScopedStores } from '../persistence/ports.js';

interface Creating {
  create(input: object): Promise<Row> | Row;
}

/** How rows of one resource come to be. */
export interface NewRows {
  /** Whether references of each input point to nothing that the caller may see. */
  missing(inputs: readonly object[]): Promise<readonly (DomainError | null)[]>;
  create(inputs: readonly object[]): Promise<void>;
}

/** Makes rows as `POST /v1/<path>` does, with the controller's own `create` where it has one, and without a request. */
@Injectable()
export class RowCreation implements OnApplicationBootstrap {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly registry: FeatureRegistry,
    private readonly references: ReferenceChecker,
    private readonly stores: ScopedStores,
  ) {}

  /** @throws Error when a resource that imports has a `create` that takes more than its input */
  onApplicationBootstrap(): void {
    for (const resource of this.registry.resources) if (resource.import) this.controllerOf(resource);
  }

  /** What creates rows of a resource within the transaction under way; it throws what the route would answer. */
  of(resource: Resource): NewRows {
    const controller = this.controllerOf(resource);
    const store = this.stores.of(resource.entity);
    const type = resource.create as ConcreteType;
    return {
      missing: (inputs) => this.references.missing(type, inputs),
      create: async (inputs) => {
        if (isSupplied(controller, 'create')) await store.insertMany(inputs);
        // What the method has changed after it inserted the row is written too, as the route does.
        else for (const input of inputs) await store.save(await controller.create(input));
      },
    };
  }

  private controllerOf(resource: Resource): Creating {
    for (const module of this.modules.values())
      for (const { metatype, instance } of module.controllers.values())
        if (metatype && resourceOf(metatype) === resource) {
          const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, 'create') ?? {}) as object;
          if (Object.keys(args).length !== 1)
            throw new Error(
              `${metatype.name}.create() has parameters that an import cannot provide: remove all parameters except @Input(), or remove "import" from the resource "${resource.path}".`,
            );
          return instance as Creating;
        }
    throw new Error(`There is no controller for the resource "${resource.path}".`);
  }
}
