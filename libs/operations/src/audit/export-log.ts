import {
  currentContext,
  currentScope,
  type EnqueuedJob,
  inScope,
  installationScope,
  type ListQuery,
  type Resource,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { UnrecordedStores } from '@keelson/sql/ports';
import { AuditEntry } from './audit-entry.entity.js';
import { mask } from './change-log.js';

/** Writes who takes which rows out into the audit log, in the transaction that accepts the export. */
@Injectable()
export class ExportLog {
  private entries: Store<AuditEntry> | null = null;

  constructor(private readonly stores: UnrecordedStores) {}

  /** @param job that writes the file */
  async record(
    resource: Resource,
    job: EnqueuedJob,
    wanted: Pick<ListQuery, 'filters' | 'terms' | 'fields'>,
  ): Promise<void> {
    const entries = (this.entries ??= this.stores.of(AuditEntry));
    const { requestId, caller, operation } = currentContext();
    const write = () =>
      entries.insert({
        action: operation ?? `${resource.name}:export`,
        kind: 'exported',
        subjectType: 'job',
        subjectId: job.id,
        actorId: caller?.userId ?? null,
        keyId: caller?.keyId ?? null,
        requestId,
        changes: whatOf(resource, wanted),
      });
    await (currentScope().kind === 'organization' ? write() : inScope(installationScope, write));
  }
}

/** Which rows and fields; what was searched for may be somebody's name. */
function whatOf(
  { path }: Resource,
  { filters, terms, fields }: Pick<ListQuery, 'filters' | 'terms' | 'fields'>,
): AuditEntry['changes'] {
  const shown = filters.map(({ field, operator, values }) => ({
    field: field.name,
    operator,
    values: field.classification ? mask : values,
  }));
  const what: Record<string, unknown> = {
    resource: path,
    ...(fields && { fields }),
    ...(shown.length > 0 && { filters: shown }),
    ...(terms.length > 0 && { q: mask }),
  };
  return Object.fromEntries(
    Object.entries(what).map(([name, after]) => [name, { before: null, after }] as const),
  );
}
