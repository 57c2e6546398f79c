import {
  currentContext,
  currentScope,
  fieldsOf,
  inScope,
  installationScope,
  type Context,
  type FieldSpec,
  type NewValues,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { WakeSignals } from '@keelson/sql/ports';
import { eventsWereCommitted, OutboxEvent, slotOf } from '@keelson/sql/ports';
import {
  type Change,
  ChangeRecorder,
  grouped,
  readScope,
  type ScopedStore,
  storedScope,
  UnrecordedStores,
} from '@keelson/sql/ports';
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
    const isOperators = currentScope().kind === 'operated';
    for (const [owner, some] of grouped(changes, ownerOf)) {
      const scope = readScope(owner);
      await inScope(scope, () => this.write(some));
      // Both learn of what an operator does to an organization's rows.
      if (isOperators && scope.kind === 'organization') await this.tellInstallation(some, owner);
    }
    this.wakes.send(eventsWereCommitted);
  }

  private async tellInstallation(changes: readonly Change[], organizationId: string): Promise<void> {
    const its = { organizationId: { before: organizationId, after: organizationId } };
    const entries = changes.map((change) => {
      const entry = entryOf(change);
      return { ...entry, changes: { ...its, ...entry.changes } };
    });
    await inScope(installationScope, () => this.entries.insertMany(entries));
  }

  private get entries(): ScopedStore<AuditEntry> {
    return (this.audit ??= this.stores.of(AuditEntry));
  }

  private async write(changes: readonly Change[]): Promise<void> {
    this.outbox ??= this.stores.of(OutboxEvent);
    const { requestId } = currentContext();
    await this.entries.insertMany(changes.map((change) => entryOf(change)));
    await this.outbox.insertMany(
      changes.map((change) => ({
        aggregateType: nameOf(change),
        aggregateId: change.row.id,
        sequence: change.kind === 'deleted' ? change.row.version + 1 : change.row.version,
        type: change.emits?.type ?? `${nameOf(change)}.${change.kind}`,
        eventVersion: change.emits?.version ?? 1,
        payload: payloadOf(change),
        callerId: actorOf(currentContext()),
        requestId,
        slot: slotOf(change.row.id),
      })),
    );
  }
}

function actorOf({ caller, causedBy }: Context): string | null {
  return caller?.userId ?? causedBy ?? null;
}

function entryOf(change: Change): NewValues<AuditEntry> & Pick<AuditEntry, 'changes'> {
  const context = currentContext();
  return {
    action: context.operation ?? `system:${nameOf(change)}`,
    kind: change.kind,
    subjectType: nameOf(change),
    subjectId: change.row.id,
    actorId: actorOf(context),
    keyId: context.caller?.keyId ?? null,
    requestId: context.requestId,
    changes: differences(change),
  };
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
