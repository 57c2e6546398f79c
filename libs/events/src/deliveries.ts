import {
  currentScope,
  defineJob,
  fieldsOf,
  Identifier,
  inScope,
  installationScope,
  readInput,
  type JobDefinition,
  type RecordedEvent,
  type SubscriberMeta,
} from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnrecordedStores } from '@keelson/sql/ports';
import { InvalidJobError, type JobHandler, jobProcessing, ProcessorRegistry } from '@keelson/jobs/ports';
import { OutboxEvent } from '@keelson/sql/ports';
import { Subscribers, type FoundSubscriber } from './subscribers.js';

/** What the job of a delivery carries: the event stays where it is. */
class DeliveryPayload {
  @Identifier()
  eventId!: string;
}

/** Gives each subscriber a queue of its own name, whose jobs hand it its events. */
@Injectable()
export class Deliveries implements OnModuleInit {
  constructor(
    private readonly subscribers: Subscribers,
    private readonly processors: ProcessorRegistry,
    private readonly stores: UnrecordedStores,
  ) {}

  onModuleInit(): void {
    for (const subscriber of this.subscribers.all) {
      const { name, attempts, timeoutMs, concurrency, effects } = subscriber.meta;
      const job = defineJob(name, DeliveryPayload, { attempts }) as unknown as JobDefinition;
      this.processors.add({
        processing: jobProcessing(job, { concurrency, timeoutMs, effects }),
        handler: this.handlerOf(subscriber) as JobHandler<object>,
      });
    }
  }

  private handlerOf({ meta, handler }: FoundSubscriber): JobHandler<DeliveryPayload> {
    return {
      run: async ({ eventId }, { number, signal }) => {
        const event = recorded(meta, await this.load(eventId));
        await handler().handle(event, { number, signal });
      },
    };
  }

  /** Within the organization of the job; events of the installation have a place of their own. */
  private async load(id: string): Promise<OutboxEvent> {
    const events = this.stores.of(OutboxEvent);
    const find = () => events.find({ id }, { limit: 1 });
    const [event] = await (currentScope().kind === 'none' ? inScope(installationScope, find) : find());
    if (!event) throw new InvalidJobError('The event no longer exists.');
    return event;
  }
}

/**
 * The event as its subscriber meets it. Fields that the definition doesn't name are left out: a usual event carries
 * whatever changed, and a later one may carry more.
 * @throws InvalidJobError when the subscriber does not know the version, or the payload does not fit; it names fields, never values
 */
export function recorded(meta: SubscriberMeta, row: OutboxEvent): RecordedEvent {
  const definition = meta.to.find(({ type, version }) => type === row.type && version === row.eventVersion);
  if (!definition)
    throw new InvalidJobError(`"${meta.name}" does not handle version ${row.eventVersion} of ${row.type}.`);
  const names = fieldsOf(definition.payload).map(({ name }) => name);
  const known = Object.entries(row.payload).filter(([name]) => names.includes(name));
  return {
    id: row.id,
    type: row.type,
    version: row.eventVersion,
    payload: valid(row, () => readInput(definition.payload, Object.fromEntries(known))),
    organizationId: row.organizationId,
    aggregate: { type: row.aggregateType, id: row.aggregateId },
    sequence: row.sequence,
    occurredAt: row.createdAt,
    causedBy: row.callerId,
    requestId: row.requestId,
  };
}

function valid<T>({ type }: OutboxEvent, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { details } = error as { readonly details?: { readonly errors?: readonly { pointer?: string }[] } };
    const fields = (details?.errors ?? []).map((one) => one.pointer ?? '/').join(', ');
    throw new InvalidJobError(`The payload of ${type} is invalid at ${fields || 'an unknown field'}.`);
  }
}
