import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { entryDigest, type EntryRow } from './entry-digest.js';
import { canonicalJson } from './canonical-json.js';
import type { SealKey } from './seal-key.js';

/** Which way digests are made; a later one gets a new number, so that older seals can still be checked. */
export const sealFormat = 1;
/** What the first seal follows. */
export const beforeFirstSeal: SealHead = { number: 0, hash: '0'.repeat(64) };
/** Bytes of a leaf: whose entry, which entry, its digest. */
const leafBytes = 16 + 16 + 32;
/** Bytes of a salt, and of the mark that takes its place. */
export const saltBytes = 16;

/** The end of the log: all before it follows from the hash. */
export interface SealHead {
  readonly number: number;
  readonly hash: string;
}

/** A seal as the database has it. */
export interface SealRow extends SealHead {
  readonly format: number;
  readonly key_id: string;
  readonly sealed_at: Date;
  /** The hash of the seal before. */
  readonly previous: string;
  /** See {@link Leaf}: one after another, by the entry's id. Part of the hash. */
  readonly leaves: Buffer;
  /** Of each leaf, in the same order. Not part of the hash: a salt is thrown away when values are erased. */
  readonly salts: Buffer;
}

/** What a seal holds of an entry. */
export interface Leaf {
  readonly organizationId: string;
  readonly entryId: string;
  readonly digest: Buffer;
}

/** Seals entries after the last seal. @param entries by their id */
export function sealEntries(
  entries: readonly EntryRow[],
  last: SealHead,
  key: SealKey,
  sealedAt: Date,
): SealRow {
  const salts = randomBytes(entries.length * saltBytes);
  const leaves = Buffer.alloc(entries.length * leafBytes);
  for (const [at, entry] of entries.entries()) {
    idBytes(entry.organization_id).copy(leaves, at * leafBytes);
    idBytes(entry.id).copy(leaves, at * leafBytes + 16);
    entryDigest(entry, saltOf({ salts }, at)).copy(leaves, at * leafBytes + 32);
  }
  const seal = {
    number: last.number + 1,
    format: sealFormat,
    key_id: key.id,
    sealed_at: sealedAt,
    previous: last.hash,
    leaves,
    salts,
  };
  return { ...seal, hash: hashOf(seal, key) };
}

/** The leaves of a seal; null when its bytes are not those of leaves, each with its salt. */
export function leavesOf({ leaves, salts }: Pick<SealRow, 'leaves' | 'salts'>): readonly Leaf[] | null {
  const count = leaves.length / leafBytes;
  if (!Number.isInteger(count) || salts.length !== count * saltBytes) return null;
  return Array.from({ length: count }, (_, at) => {
    const leaf = leaves.subarray(at * leafBytes, (at + 1) * leafBytes);
    return {
      organizationId: idIn(leaf.subarray(0, 16)),
      entryId: idIn(leaf.subarray(16, 32)),
      digest: leaf.subarray(32),
    };
  });
}

/** The salt of a leaf, or the mark in its place. */
export function saltOf({ salts }: Pick<SealRow, 'salts'>, at: number): Buffer {
  return salts.subarray(at * saltBytes, (at + 1) * saltBytes);
}

/** Whether the seal is as the holder of the key made it. */
export function isIntact(seal: SealRow, key: SealKey): boolean {
  const [wanted, found] = [Buffer.from(hashOf(seal, key)), Buffer.from(seal.hash)];
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/**
 * Takes the place of an entry's salt once its values were erased, or the entry removed, by somebody with the key: only so
 * may a value or an entry be missing.
 */
export function markOf(what: 'erased' | 'removed', entryId: string, key: SealKey): Buffer {
  return createHmac('sha256', key.secret)
    .update(canonicalJson([`keelson-audit-${what}`, entryId]))
    .digest()
    .subarray(0, saltBytes);
}

/** As operators keep it: `1234:` and 64 hexadecimal digits. */
export function headText({ number, hash }: SealHead): string {
  return `${number}:${hash}`;
}

/** @returns null for what {@link headText} does not write */
export function readHead(text: string): SealHead | null {
  const [, number = '', hash = ''] = /^([1-9]\d{0,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return number ? { number: Number(number), hash } : null;
}

function hashOf(seal: Omit<SealRow, 'hash' | 'salts'>, key: SealKey): string {
  const { number, format, key_id, sealed_at, previous, leaves } = seal;
  const digest = createHash('sha256').update(leaves).digest('hex');
  const parts = ['keelson-audit-seal', format, number, key_id, Number(sealed_at), previous, digest];
  return createHmac('sha256', key.secret).update(canonicalJson(parts)).digest('hex');
}

/** An id as a leaf has it. What is no UUID was written by nobody of ours, and must not keep the rest from being sealed. */
export function leafId(id: string): string {
  return idIn(idBytes(id));
}

function idBytes(id: string): Buffer {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? Buffer.from(id.replaceAll('-', ''), 'hex')
    : createHash('sha256').update(id).digest().subarray(0, 16);
}

function idIn(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
