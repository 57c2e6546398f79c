import { describe, expect, it } from 'vitest';
import { entryDigest, type EntryRow } from './entry-digest.js';

const salt = Buffer.alloc(16, 7);
const id = (n: number) => `01890a5d-ac96-774b-bcce-b302099a805${n}`;
const at = new Date('2026-03-01T12:00:00.000Z');
/** An entry of a version that did not know which key acted. */
const before: EntryRow = {
  id: id(1),
  organization_id: id(2),
  action: 'orders:place',
  kind: 'updated',
  subject_type: 'order',
  subject_id: id(3),
  actor_id: id(4),
  request_id: 'request-1',
  key_id: null,
  version: 1,
  created_at: at,
  updated_at: at,
  changes: { status: { before: 'draft', after: 'placed' } },
  seal: 1,
};

describe('The digest of an audit entry', () => {
  it('stays what it was for entries from before keys were noted', () => {
    expect(entryDigest(before, salt).toString('hex')).toBe(
      'c7e1eb570e8f37d659e942771389dd43ff2efa62507e12118515a3a2756d9408',
    );
  });

  it('covers the key: one that is added, changed or taken away is noticed', () => {
    const digests = [null, id(5), id(6)].map((key_id) =>
      entryDigest({ ...before, key_id }, salt).toString('hex'),
    );
    expect(new Set(digests).size).toBe(3);
  });
});
