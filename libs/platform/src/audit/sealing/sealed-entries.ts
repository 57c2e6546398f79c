import type { AuditFaults } from './audit-faults.js';
import { entryDigest, isErased, type EntryRow } from './entry-digest.js';
import { leafId, leavesOf, markOf, saltOf, type Leaf, type SealRow } from './seal.js';
import type { SealKeys } from './seal-key.js';

interface Expected extends Leaf {
  readonly salt: Buffer;
}

/** Compares the entries of a few seals with their leaves, in whatever order they come. */
export class SealedEntries {
  private readonly left = new Map<number, Map<string, Expected>>();
  entries = 0;
  erased = 0;
  removed = 0;

  constructor(
    private readonly keys: SealKeys,
    private readonly faults: AuditFaults,
    /** The only organization whose entries are compared; null for all. */
    private readonly organizationId: string | null,
  ) {}

  /** Entries of this seal will come. */
  expect(seal: SealRow): void {
    const leaves = leavesOf(seal) ?? [];
    this.left.set(
      seal.number,
      new Map(
        leaves
          .map((leaf, at) => ({ ...leaf, salt: saltOf(seal, at) }))
          .filter((leaf) => this.isAskedFor(leaf.organizationId))
          .map((leaf) => [leaf.entryId, leaf]),
      ),
    );
  }

  /** An entry that says it is in a seal. */
  compare(row: EntryRow): void {
    const [seal, id] = [Number(row.seal), leafId(row.id)];
    const expected = this.left.get(seal)?.get(id);
    const about = { seal, entryId: row.id, organizationId: row.organization_id };
    if (!expected) {
      if (this.isAskedFor(row.organization_id))
        this.faults.add({
          kind: 'entry-inserted',
          ...about,
          detail: `Entry ${row.id} says that it is in seal ${seal}, which does not hold it.`,
        });
      return;
    }
    this.left.get(seal)?.delete(id);
    this.entries += 1;
    if (!entryDigest(row, expected.salt).equals(expected.digest))
      this.faults.add({
        kind: 'entry-changed',
        ...about,
        organizationId: expected.organizationId,
        detail: `Entry ${row.id} of organization ${expected.organizationId} is not as it was sealed in seal ${seal}.`,
      });
    else if (isErased(row)) this.compareMark(row, expected, about);
  }

  /** When all entries have come: what is left is gone. */
  end(): void {
    for (const [seal, leaves] of this.left)
      for (const { entryId, organizationId, salt } of leaves.values())
        if (this.isMarked('removed', entryId, salt)) this.removed += 1;
        else
          this.faults.add({
            kind: 'entry-removed',
            seal,
            entryId,
            organizationId,
            detail: `Entry ${entryId} of organization ${organizationId}, sealed in seal ${seal}, is gone.`,
          });
    this.left.clear();
  }

  private compareMark(row: EntryRow, { salt }: Expected, about: { seal: number; entryId: string }): void {
    this.erased += 1;
    if (!this.isMarked('erased', leafId(row.id), salt))
      this.faults.add({
        kind: 'values-removed',
        ...about,
        organizationId: row.organization_id,
        detail: `Values of entry ${row.id} were replaced by their digests without the key.`,
      });
  }

  private isMarked(what: 'erased' | 'removed', entryId: string, salt: Buffer): boolean {
    return this.keys.marking.some((key) => markOf(what, entryId, key).equals(salt));
  }

  private isAskedFor(organizationId: string): boolean {
    return this.organizationId === null || this.organizationId === organizationId;
  }
}
