import { FeatureRegistry, subscriberOf, type EventHandler, type SubscriberMeta } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** A provider that carries `@Subscriber`. */
export interface FoundSubscriber {
  readonly meta: SubscriberMeta;
  /** The provider, for when all are made. */
  readonly handler: () => EventHandler;
}

/** Every provider that carries `@Subscriber`: who waits for which event, without a list of them. */
@Injectable()
export class Subscribers {
  readonly all: readonly FoundSubscriber[];
  private readonly byType = new Map<string, SubscriberMeta[]>();

  /** @throws Error when two have one name, or one waits for an event that no feature declares */
  constructor(modules: ModulesContainer, registry: FeatureRegistry) {
    this.all = [...modules.values()]
      .flatMap((module) => [...module.providers.values()])
      .flatMap((provider) => {
        const meta = provider.metatype && subscriberOf(provider.metatype);
        return meta ? [{ meta, handler: () => provider.instance as EventHandler }] : [];
      });
    const names = this.all.map(({ meta }) => meta.name);
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin)
      throw new Error(
        `Two providers declare @Subscriber "${twin}": rename one of them, or, if both are the same class, provide it in only one module.`,
      );
    for (const { meta } of this.all)
      for (const { type } of meta.to) {
        if (!registry.events.some((event) => event.type === type))
          throw new Error(
            `The @Subscriber "${meta.name}" subscribes to "${type}", which no feature declares: list the event in Feature.declare({ events: [ … ] }) of the feature that emits it.`,
          );
        this.byType.set(type, [...(this.byType.get(type) ?? []), meta]);
      }
  }

  /** Those who wait for events of a type. */
  to(type: string): readonly SubscriberMeta[] {
    return this.byType.get(type) ?? [];
  }
}
