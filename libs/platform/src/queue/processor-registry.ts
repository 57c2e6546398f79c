import type { JobDefinition } from '@keelson/kernel';
import type { WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { processingOf } from './job-processor.js';

/** Every provider that carries `@JobProcessor`: the application's jobs, without a list of them. */
@Injectable()
export class ProcessorRegistry {
  private readonly found: readonly { readonly job: JobDefinition; readonly instance: () => unknown }[];

  /** @throws Error when two providers process one job: each would get a part of them. */
  constructor(modules: ModulesContainer) {
    this.found = [...modules.values()]
      .flatMap((module) => [...module.providers.values()])
      .flatMap((provider) => {
        const processing = provider.metatype && processingOf(provider.metatype);
        return processing ? [{ job: processing.job, instance: (): unknown => provider.instance }] : [];
      });
    const names = this.found.map(({ job }) => job.name);
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin)
      throw new Error(
        `Two providers are the @JobProcessor of "${twin}": keep one, and provide it in one module only.`,
      );
  }

  /** How many workers a process has that runs them. */
  get size(): number {
    return this.found.length;
  }

  processes(name: string): boolean {
    return this.found.some(({ job }) => job.name === name);
  }

  /** The hosts of the workers, for when all providers are made. */
  hosts(): WorkerHost[] {
    return this.found.map(({ instance }) => instance() as WorkerHost);
  }
}
