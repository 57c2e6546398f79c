import { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** The boot proof of imports: each line can be given to the resource's `create`. */
@Injectable()
export class ImportProof implements OnModuleInit {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly catalog: OperationCatalog,
  ) {}

  /** @throws Error when a resource that imports has a `create` that takes more than its input */
  onModuleInit(): void {
    for (const resource of this.registry.resources) {
      if (!resource.import) continue;
      const { handler, arguments: plans } = this.catalog.of(resource, 'create');
      if (plans.all.length !== 1)
        throw new Error(
          `${handler.type.name}.create() has parameters that an import cannot provide: remove all parameters except @Input(), or remove "import" from the resource "${resource.path}".`,
        );
    }
  }
}
