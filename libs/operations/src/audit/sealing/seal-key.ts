import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@keelson/sql/ports';
import { auditKeys } from './tables.js';

/** A key that seals; seals name it by its id. */
export interface SealKey {
  readonly id: string;
  readonly secret: Buffer;
  /** False for a key that lies in the database beside what it seals. */
  readonly isConfigured: boolean;
}

/** The keys of an installation. */
export interface SealKeys {
  /** The one that seals; null before the first seal of an installation whose settings name none. */
  readonly current: SealKey | null;
  readonly byId: ReadonlyMap<string, SealKey>;
}

/**
 * The keys whose marks count (see `markOf`). Whoever can write to the database may add a key there, so those that lie in it
 * count only until a configured key has sealed: it has taken the marks over that there were (see `MarkAdoption`).
 * @param last the last seal of the log
 */
export function markingKeys(
  { byId }: SealKeys,
  last: { readonly key_id: string } | null,
): readonly SealKey[] {
  const all = [...byId.values()];
  const configured = all.filter(({ isConfigured }) => isConfigured);
  const isProtected = last !== null && byId.get(last.key_id)?.isConfigured !== false;
  return isProtected && configured.length > 0 ? configured : all;
}

/** @param secret 64 hexadecimal digits */
export function sealKey(secret: string, isConfigured: boolean): SealKey {
  const bytes = Buffer.from(secret, 'hex');
  const id = createHash('sha256').update('keelson-audit-key').update(bytes).digest('hex').slice(0, 16);
  return { id, secret: bytes, isConfigured };
}

/** The keys of the settings, then the one that the database keeps: it may have sealed before there was a setting. */
export async function readSealKeys(
  database: Pick<Database, 'read'>,
  configured: readonly string[] | undefined,
): Promise<SealKeys> {
  const stored = await database.read<{ secret: string }>(
    'SELECT secret FROM audit_keys ORDER BY created_at, id LIMIT 10',
  );
  const own = (configured ?? []).map((secret) => sealKey(secret, true));
  const kept = stored.map(({ secret }) => sealKey(secret, false));
  // A key that is configured stays so, whatever the database says.
  const byId = new Map([...kept, ...own].map((key) => [key.id, key]));
  return { current: own[0] ?? kept[0] ?? null, byId };
}

/** Makes the installation's own key; in the transaction of the first seal, which only one process writes. */
export async function makeSealKey(database: Database, now: Date): Promise<SealKey> {
  const secret = randomBytes(32).toString('hex');
  const key = sealKey(secret, false);
  await auditKeys.write(database, 'INSERT INTO audit_keys (id, secret, created_at) VALUES (?, ?, ?)', [
    key.id,
    secret,
    now,
  ]);
  return key;
}
