import {
  asOrganization,
  currentContext,
  currentScope,
  fieldsOf,
  type ConcreteType,
  type FieldSpec,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { WakeSignals } from '../coordination/wake-signals.js';
import { OutboxEvent } from '../events/outbox-event.entity.js';
import { slotOf } from '../events/slots.js';
import { ChangeRecorder, type Change } from '../persistence/change-recorder.js';
import { UnrecordedStores } from '../persistence/stores.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Stands for the installation itself where a row belongs to no organization: the nil UUID (RFC 9562). */
export const installationId = '00000000-0000-0000-0000-000000000000';

const mask = '[personal]';

/** Writes the audit entry and the outbox event of each change, in the transaction of the change. */
@Injectable()
export class ChangeLog extends ChangeRecorder {
  private audit: Store<AuditEntry> | null = null;
  private outbox: Store<OutboxEvent> | null = null;

  constructor(
    private readonly stores: UnrecordedStores,
    private readonly wakes: WakeSignals,
  ) {
    super();
  }

  override async record(change: Change): Promise<void> {
    this.audit ??= this.stores.of(AuditEntry);
    this.outbox ??= this.stores.of(OutboxEvent);
    const { audit, outbox } = this;
    const { requestId, caller, causedBy, operation } = currentContext();
    const actorId = caller?.userId ?? causedBy ?? null;
    const name = change.shape.resource?.name ?? nameOf(change.shape.entity);
    await asOrganization(organizationOf(change), async () => {
      await audit.insert({
        action: operation ?? `system:${name}`,
        kind: change.kind,
        subjectType: name,
        subjectId: change.row.id,
        actorId,
        requestId,
        changes: differences(change),
      });
      await outbox.insert({
        aggregateType: name,
        aggregateId: change.row.id,
        sequence: change.kind === 'deleted' ? change.row.version + 1 : change.row.version,
        type: change.emits?.type ?? `${name}.${change.kind}`,
        eventVersion: change.emits?.version ?? 1,
        payload: payloadOf(change),
        callerId: actorId,
        requestId,
        slot: slotOf(change.row.id),
      });
    });
    this.wakes.send('outbox');
  }
}

function organizationOf({ row }: Change): string {
  const scope = currentScope();
  if (scope.kind === 'organization') return scope.organizationId;
  return (row as { organizationId?: string }).organizationId ?? installationId;
}

function differences({ shape, before, after }: Change): AuditEntry['changes'] {
  const changes: AuditEntry['changes'] = {};
  for (const { property, field } of shape.columns) {
    if (field.classification === 'secret') continue;
    if (!(property in before) && !(property in after)) continue;
    changes[property] = { before: shown(field, before[property]), after: shown(field, after[property]) };
  }
  return changes;
}

function shown(field: FieldSpec, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return field.classification === 'personal' ? mask : value;
}

/** An event's own payload class says what it carries; a usual event carries what changed and is nobody's secret. */
function payloadOf({ row, emits, shape, after }: Change): Record<string, unknown> {
  const values = row as unknown as Record<string, unknown>;
  if (emits)
    return Object.fromEntries(fieldsOf(emits.payload).map(({ name }) => [name, values[name] ?? null]));
  const open = shape.columns.filter(({ property, field }) => property in after && !field.classification);
  return {
    id: row.id,
    ...Object.fromEntries(open.map(({ property }) => [property, after[property] ?? null])),
  };
}

function nameOf(entity: ConcreteType): string {
  return entity.name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
