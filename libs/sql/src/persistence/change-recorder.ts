import type { EventDefinition, Row } from '@keelson/kernel';
import type { TableShape } from './table-shape.js';

/** A write that happened: what it was, and the values of the changed fields before and after. */
export interface Change {
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly shape: TableShape;
  readonly row: Row;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** The event of the operation instead of the usual one. */
  readonly emits: EventDefinition | null;
}

/** Writes the audit entry and the event of each change, inside their transaction. */
export abstract class ChangeRecorder {
  abstract record(changes: readonly Change[]): Promise<void>;
}
