import { FeatureRegistry, OperationCatalog } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { samplesPoint } from './samples-point.js';

/** The boot proof of samples: each is for an operation that there is, since the kit would never read a misspelt one. */
@Injectable()
export class SampleProof implements OnModuleInit {
  constructor(
    private readonly catalog: OperationCatalog,
    private readonly registry: FeatureRegistry,
  ) {}

  /** @throws Error naming each sample that no operation has */
  onModuleInit(): void {
    const faults = this.registry
      .contributions(samplesPoint)
      .flatMap(({ owner, value }) => value.flatMap(([name]) => this.faultsOf(owner.name, name)));
    if (faults.length > 0) throw new Error(`Some samples belong to no operation:\n- ${faults.join('\n- ')}`);
  }

  private faultsOf(owner: string, name: string): string[] {
    if (this.catalog.named(name)) return [];
    const area = name.split(':')[0] ?? '';
    const near = this.catalog.operations.filter((one) => one.name.startsWith(`${area}:`) && !one.reads);
    const known = near
      .map((one) => one.name)
      .sort()
      .join(', ');
    return [
      `${owner} has a sample for "${name}", but there is no operation of this name: ${known ? `use one of ${known}.` : `no operation begins with "${area}:".`}`,
    ];
  }
}
