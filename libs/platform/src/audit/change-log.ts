import {
  currentContext,
  currentScope,
  fieldsOf,
  inScope,
  installationScope,
  type FieldSpec,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { WakeSignals } from '../coordination/ports.js';
import { eventsWereCommitted, OutboxEvent, slotOf } from '../outbox/ports.js';
import {
  type Change,
  ChangeRecorder,
  grouped,
  readScope,
  type ScopedStore,
  storedScope,
  UnrecordedStores,
} from '../persistence/ports.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Stands in the log where a personal value was. */
export const mask = '[personal]';

/** Writes the audit entry and the outbox event of each change, in the transaction of the change. */
@Injectable()
export class ChangeLog extends ChangeRecorder {
  private audit: ScopedStore<AuditEntry> | null = null;
  private outbox: ScopedStore<OutboxEvent> | null = null;

  constructor(
    private readonly stores: UnrecordedStores,
    private readonly wakes: WakeSignals,
  ) {
    super();
  }

  override async record(changes: readonly Change[]): Promise<void> {
    for (const [owner, some] of grouped(changes, ownerOf))
      await inScope(readScope(owner), () => this.write(some));
    this.wakes.send(eventsWereCommitted);
  }

  private async write(changes: readonly Change[]): Promise<void> {
    this.audit ??= this.stores.of(AuditEntry);
    this.outbox ??= this.stores.of(OutboxEvent);
    const { requestId, caller, causedBy, operation } = currentContext();
    const actorId = caller?.userId ?? causedBy ?? null;
    await this.audit.insertMany(
      changes.map((change) => ({
        action: operation ?? `system:${nameOf(change)}`,
        kind: change.kind,
        subjectType: nameOf(change),
        subjectId: change.row.id,
        actorId,
        requestId,
        changes: differences(change),
      })),
    );
    await this.outbox.insertMany(
      changes.map((change) => ({
        aggregateType: nameOf(change),
        aggregateId: change.row.id,
        sequence: change.kind === 'deleted' ? change.row.version + 1 : change.row.version,
        type: change.emits?.type ?? `${nameOf(change)}.${change.kind}`,
        eventVersion: change.emits?.version ?? 1,
        payload: payloadOf(change),
        callerId: actorId,
        requestId,
        slot: slotOf(change.row.id),
      })),
    );
  }
}

/** Whose logs a change belongs to, as it is stored. */
function ownerOf({ row }: Change): string {
  const scope = currentScope();
  if (scope.kind === 'organization') return scope.organizationId;
  return (row as { organizationId?: string }).organizationId ?? storedScope(installationScope);
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

function nameOf({ shape }: Change): string {
  return shape.resource?.name ?? shape.entity.name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
