import { subscriberOf } from '@keelson/kernel';
import type { WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { JobHandler, JobProcessing } from './job-handler.js';
import { processingOf } from './job-processor.js';

/** A handler that is no provider of its own: what delivers events to a subscriber. */
export interface AddedProcessor {
  readonly processing: JobProcessing;
  readonly handler: JobHandler<object>;
}

/** Every provider that carries `@JobProcessor`, and what the platform adds: the application's jobs, without a list of them. */
@Injectable()
export class ProcessorRegistry {
  private readonly found: readonly { readonly processing: JobProcessing; readonly instance: () => unknown }[];
  private readonly subscribers: number;
  readonly added: AddedProcessor[] = [];

  /** @throws Error when two providers process one job: each would get a part of them. */
  constructor(modules: ModulesContainer) {
    const providers = [...modules.values()].flatMap((module) => [...module.providers.values()]);
    this.found = providers.flatMap((provider) => {
      const processing = provider.metatype && processingOf(provider.metatype);
      return processing ? [{ processing, instance: (): unknown => provider.instance }] : [];
    });
    this.subscribers = providers.filter(({ metatype }) => metatype && subscriberOf(metatype)).length;
    const names = this.found.map(({ processing }) => processing.job.name);
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin)
      throw new Error(
        `Two providers declare @JobProcessor for "${twin}": keep one, and provide it in only one module.`,
      );
  }

  /**
   * Gives a queue a handler, until the application is bootstrapped (`onModuleInit` is the time for it).
   * @throws Error when the name is taken
   */
  add(processor: AddedProcessor): void {
    const { name } = processor.processing.job;
    if (this.processes(name))
      throw new Error(`Two handlers have the name "${name}": rename the job or the subscriber.`);
    this.added.push(processor);
  }

  /** How many workers a process has that runs them; known before the providers are made. */
  get size(): number {
    return this.found.length + this.subscribers;
  }

  processes(name: string): boolean {
    return this.all().some(({ job }) => job.name === name);
  }

  /** Attempts that a job of this name has by its definition; undefined when nothing here processes it. */
  attemptsOf(name: string): number | undefined {
    return this.all().find(({ job }) => job.name === name)?.job.attempts;
  }

  /** The hosts of the workers, for when all providers are made. */
  hosts(): WorkerHost[] {
    return this.found.map(({ instance }) => instance() as WorkerHost);
  }

  /** The names of all jobs and subscribers that are processed: a closed list, made of code. */
  names(): string[] {
    return this.all().map(({ job }) => job.name);
  }

  private all(): JobProcessing[] {
    return [...this.found, ...this.added].map(({ processing }) => processing);
  }
}
