import { subscriberOf, type ConcreteType, type SubscriberMeta } from '@keelson/kernel';
import { processingOf, type JobProcessing } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** What runs without a request. */
export interface Background {
  readonly type: ConcreteType;
  readonly subscriber: SubscriberMeta | undefined;
  readonly processing: JobProcessing | undefined;
  /** What it is by a library's own decorator, past the platform: `a @Processor from @nestjs/bullmq`. */
  readonly foreign: string | undefined;
}

/** Keys under which other libraries note what they call by themselves. */
const foreignKeys: Readonly<Record<string, string>> = {
  'bullmq:processor_metadata': 'a @Processor from @nestjs/bullmq',
  'websockets:is_gateway': 'a @WebSocketGateway',
};
const foreignMethodKeys: Readonly<Record<string, string>> = {
  SCHEDULE_CRON_OPTIONS: 'a @Cron from @nestjs/schedule',
  SCHEDULE_INTERVAL_OPTIONS: 'an @Interval from @nestjs/schedule',
  'microservices:pattern': 'a @MessagePattern or @EventPattern',
  EVENT_LISTENER_METADATA: 'an @OnEvent from @nestjs/event-emitter',
};

/** Every provider and controller that something else than a request calls. */
export function backgroundOf(application: INestApplicationContext): Background[] {
  const types = new Set<ConcreteType>();
  for (const module of application.get(ModulesContainer, { strict: false }).values())
    for (const { metatype } of [...module.providers.values(), ...module.controllers.values()])
      if (typeof metatype === 'function' && typeof metatype.prototype === 'object')
        types.add(metatype as ConcreteType);
  return [...types].flatMap((type) => {
    const subscriber = subscriberOf(type);
    const processing = processingOf(type);
    const foreign = subscriber || processing ? undefined : foreignOf(type);
    return subscriber || processing || foreign ? [{ type, subscriber, processing, foreign }] : [];
  });
}

function foreignOf(type: ConcreteType): string | undefined {
  for (const [key, what] of Object.entries(foreignKeys)) if (Reflect.hasOwnMetadata(key, type)) return what;
  const prototype = type.prototype as object;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof method !== 'function') continue;
    for (const [key, what] of Object.entries(foreignMethodKeys))
      if (Reflect.hasMetadata(key, method)) return what;
  }
  return undefined;
}
