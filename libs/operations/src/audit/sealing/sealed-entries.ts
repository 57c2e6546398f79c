import type { AuditFault, AuditFaults } from './audit-faults.js';
import { entryDigest, isErased, type EntryRow } from './entry-digest.js';
import { leafId, leavesOf, markOf, saltOf, type Leaf, type SealRow } from './seal.js';
import type { SealKey } from './seal-key.js';

interface Expected extends Leaf {
  readonly salt: Buffer;
}

/** What the comparison of one seal with its entries has come to. */
export interface Comparison {
  readonly entries: number;
  readonly erased: number;
  readonly removed: number;
  readonly faults: readonly AuditFault[];
}

/** Compares the entries of one seal with its leaves, in whatever order they come. */
export class SealedEntries {
  private readonly left: Map<string, Expected>;
  private readonly faults: AuditFault[] = [];
  private entries = 0;
  private erased = 0;
  private removed = 0;

  constructor(
    private readonly seal: SealRow,
    /** Keys whose marks count. */
    private readonly marking: readonly SealKey[],
    /** The only organization whose entries are compared; null for all. */
    private readonly organizationId: string | null,
  ) {
    this.left = new Map(
      (leavesOf(seal) ?? [])
        .map((leaf, at) => ({ ...leaf, salt: saltOf(seal, at) }))
        .filter((leaf) => isAskedFor(leaf.organizationId, organizationId))
        .map((leaf) => [leaf.entryId, leaf]),
    );
  }

  /** An entry that says it is in the seal. */
  compare(row: EntryRow): void {
    const [seal, id] = [this.seal.number, leafId(row.id)];
    const expected = this.left.get(id);
    const about = { seal, entryId: row.id, organizationId: row.organization_id };
    if (!expected) {
      if (isAskedFor(row.organization_id, this.organizationId)) this.faults.push(inserted(row));
      return;
    }
    this.left.delete(id);
    this.entries += 1;
    if (!entryDigest(row, expected.salt).equals(expected.digest))
      this.faults.push({
        kind: 'entry-changed',
        ...about,
        organizationId: expected.organizationId,
        detail: `Entry ${row.id} of organization ${expected.organizationId} was changed after it was sealed in seal ${seal}.`,
      });
    else if (isErased(row)) this.compareMark(row, expected, about);
  }

  /** When all entries have come: what is left is gone. */
  end(): Comparison {
    const seal = this.seal.number;
    for (const { entryId, organizationId, salt } of this.left.values())
      if (this.isMarked('removed', entryId, salt)) this.removed += 1;
      else
        this.faults.push({
          kind: 'entry-removed',
          seal,
          entryId,
          organizationId,
          detail: `Entry ${entryId} of organization ${organizationId}, sealed in seal ${seal}, is missing.`,
        });
    const { entries, erased, removed, faults } = this;
    return { entries, erased, removed, faults };
  }

  private compareMark(row: EntryRow, { salt }: Expected, about: { seal: number; entryId: string }): void {
    this.erased += 1;
    if (!this.isMarked('erased', leafId(row.id), salt))
      this.faults.push({
        kind: 'values-removed',
        ...about,
        organizationId: row.organization_id,
        detail: `Values of entry ${row.id} were replaced by their digests without the key.`,
      });
  }

  private isMarked(what: 'erased' | 'removed', entryId: string, salt: Buffer): boolean {
    return this.marking.some((key) => markOf(what, entryId, key).equals(salt));
  }
}

/** All comparisons of a verification. */
export class ComparedEntries implements Comparison {
  entries = 0;
  erased = 0;
  removed = 0;

  constructor(private readonly found: AuditFaults) {}

  get faults(): readonly AuditFault[] {
    return this.found.all;
  }

  add({ entries, erased, removed, faults }: Comparison): void {
    this.entries += entries;
    this.erased += erased;
    this.removed += removed;
    for (const fault of faults) this.found.add(fault);
  }

  /** An entry that says it is in a seal that there is not. */
  refuse(row: EntryRow, organizationId: string | null): void {
    if (isAskedFor(row.organization_id, organizationId)) this.found.add(inserted(row));
  }
}

function inserted({ id, seal, organization_id: organizationId }: EntryRow): AuditFault {
  return {
    kind: 'entry-inserted',
    seal: Number(seal),
    entryId: id,
    organizationId,
    detail: `Entry ${id} refers to seal ${Number(seal)}, which does not contain it.`,
  };
}

function isAskedFor(organizationId: string, only: string | null): boolean {
  return only === null || only === organizationId;
}
