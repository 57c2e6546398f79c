import { currentContext, inScope, installationScope, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { NIL, v5 as uuidv5 } from 'uuid';
import { UnrecordedStores } from '@keelson/sql/ports';
import { AuditEntry } from './audit-entry.entity.js';

/** What was done to something of the installation that is no recorded row. */
export interface InstallationChange {
  /** `queue`, `schedule`, `job`. */
  readonly subjectType: string;
  /** The row's id; for what has only a name, {@link idOfName}. */
  readonly subjectId: string;
  readonly changes: AuditEntry['changes'];
}

/** A stable id for what is known by its name (a version 5 UUID, RFC 9562), so that its entries can be found. */
export function idOfName(subjectType: string, name: string): string {
  return uuidv5(`${subjectType}:${name}`, NIL);
}

/** Writes what operators do into the installation's own audit log, in the transaction of the operation. */
@Injectable()
export class InstallationAudit {
  private entries: Store<AuditEntry> | null = null;

  constructor(private readonly stores: UnrecordedStores) {}

  async record(change: InstallationChange): Promise<void> {
    const entries = (this.entries ??= this.stores.of(AuditEntry));
    const { requestId, caller, operation } = currentContext();
    await inScope(installationScope, () =>
      entries.insert({
        ...change,
        action: operation ?? `system:${change.subjectType}`,
        kind: 'updated',
        actorId: caller?.userId ?? null,
        keyId: caller?.keyId ?? null,
        requestId,
      }),
    );
  }
}
