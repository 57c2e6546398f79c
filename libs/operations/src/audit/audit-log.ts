import { currentContext, inScope, type OwnScope, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Database, UnrecordedStores } from '@keelson/sql/ports';
import { AuditEntry } from './audit-entry.entity.js';

/** Something that happened and is no change of a recorded row. */
export interface AuditRecord {
  /** What was done or attempted, in the format of a permission: `auth:sign-in`. */
  readonly action: string;
  readonly kind: 'signed-in' | 'refused' | 'updated';
  readonly subjectType: string;
  readonly subjectId: string;
  /** The caller of the present work by default. */
  readonly actorId?: string | null;
  /** What the entry says beside; never a secret, and nothing that a client may make long. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Adds entries to the audit log. Changes of rows are recorded by their stores; this is for what is no row: sign-ins, what
 * was refused, a right that was lost.
 */
@Injectable()
export class AuditLog {
  private entries: Store<AuditEntry> | null = null;

  constructor(
    private readonly stores: UnrecordedStores,
    private readonly database: Database,
  ) {}

  /**
   * Writes an entry in the transaction under way, or one of its own: it is there if and only if that commits.
   * @param scope whose log it is: an organization's, or the installation's (`installationScope`)
   */
  async record(record: AuditRecord, scope: OwnScope): Promise<void> {
    const entries = (this.entries ??= this.stores.of(AuditEntry));
    const { requestId, caller } = currentContext();
    const { details = {}, actorId = caller?.userId ?? null, ...rest } = record;
    const changes = Object.fromEntries(
      Object.entries(details).map(([name, after]) => [name, { before: null, after }] as const),
    );
    await this.database.transaction(() =>
      inScope(scope, () =>
        entries.insert({ ...rest, actorId, keyId: caller?.keyId ?? null, requestId, changes }),
      ),
    );
  }
}
