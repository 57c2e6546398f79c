import { currentContext, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { UnrecordedStores } from '../persistence/ports.js';
import { AuditEntry } from './audit-entry.entity.js';

/** What the system itself did to a row that is written past the stores. */
export interface SystemChange extends Pick<AuditEntry, 'action' | 'subjectType' | 'subjectId' | 'changes'> {}

/** Writes what nobody asked for into the audit log of the present organization, in the transaction of the change. */
@Injectable()
export class SystemAudit {
  private entries: Store<AuditEntry> | null = null;

  constructor(private readonly stores: UnrecordedStores) {}

  async record(change: SystemChange): Promise<void> {
    const entries = (this.entries ??= this.stores.of(AuditEntry));
    const { requestId } = currentContext();
    await entries.insert({ ...change, kind: 'updated', actorId: null, requestId });
  }
}
