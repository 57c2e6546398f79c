import {
  currentCaller,
  FeatureRegistry,
  fieldsOf,
  hiddenFields,
  permissionOf,
  type Resource,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ScopedStores } from '@keelson/sql/ports';

/** What of an event its visibility hangs on. */
interface Aboutness {
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Which events the caller may see: those about a row that the caller may see now, of a resource that the caller may read.
 * The row of a deleted aggregate can't be asked any more; callers who see every row of the resource see its events.
 */
@Injectable()
export class VisibleEvents {
  private readonly resources: ReadonlyMap<string, Resource>;
  private readonly payloadFields = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly registry: FeatureRegistry,
    private readonly stores: ScopedStores,
  ) {
    // Rows may have a resource for operators as well, of the same name; members read the log.
    const forMembers = registry.resources.filter(({ audience }) => audience === 'members');
    this.resources = new Map(forMembers.map((resource) => [resource.name, resource]));
  }

  /** One statement for each kind of row whose rule does not show everything. */
  async of<E extends Aboutness>(events: readonly E[]): Promise<E[]> {
    const shown = new Map<string, (id: string) => boolean>();
    for (const name of new Set(events.map((event) => event.aggregateType)))
      shown.set(
        name,
        await this.rule(
          this.resources.get(name),
          events.filter((event) => event.aggregateType === name).map((event) => event.aggregateId),
        ),
      );
    return events.filter((event) => shown.get(event.aggregateType)?.(event.aggregateId) ?? false);
  }

  /** What may leave of a payload: the fields of the resource's view, and those that the event's own class names. */
  payloadOf({ aggregateType, type, payload }: Aboutness): Record<string, unknown> {
    const key = `${aggregateType} ${type}`;
    const fields = this.payloadFields.get(key) ?? this.fieldsFor(aggregateType, type);
    this.payloadFields.set(key, fields);
    const resource = this.resources.get(aggregateType);
    const hidden = resource ? hiddenFields(resource, currentCaller()) : [];
    return Object.fromEntries(
      Object.entries(payload).filter(([name]) => fields.has(name) && !hidden.includes(name)),
    );
  }

  private async rule(
    resource: Resource | undefined,
    ids: readonly string[],
  ): Promise<(id: string) => boolean> {
    const caller = currentCaller();
    if (!resource || !caller.can(permissionOf(resource, 'read'))) return () => false;
    if (resource.visible({ caller }).rule === 'everything') return () => true;
    const rows = await this.stores.viewsOf(resource).byIds([...new Set(ids)]);
    return (id) => rows.has(id);
  }

  private fieldsFor(aggregateType: string, type: string): ReadonlySet<string> {
    const view = this.resources.get(aggregateType)?.viewFields ?? [];
    const own = this.registry.events.filter((event) => event.type === type);
    const named = [...view, ...own.flatMap((event) => fieldsOf(event.payload))];
    return new Set(named.filter((field) => field.classification !== 'secret').map(({ name }) => name));
  }
}
