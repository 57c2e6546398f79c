import type { Caller } from '@keelson/kernel';

/** An API key as the database has it now. */
export interface KnownKey {
  /** Who bears it, with the key's id as `keyId` and the rights that the key has now. */
  readonly caller: Caller;
  /** Null for a key without an end. */
  readonly expiresAt: Date | null;
  /** Addresses and networks that it may be used from; empty for all. */
  readonly networks: readonly string[];
}

/**
 * Who knows API keys. Bearer tokens that begin with `kls_` go to it, and are cached like access tokens. Announce changes
 * of a key with `AccessControl.changed({ subject: 'key', id })`; those of its user and organization evict it too.
 */
export abstract class KeyAuthority {
  /**
   * The key with this SHA-256 (hex); null when there is none, or it is over or revoked, or its bearer has lost the
   * membership. As the database has it: who changes rights is looked up once more, inside the transaction.
   * @throws DomainError `unavailable` when the database is away, `organizations.suspended`
   */
  abstract keyOf(digest: string): Promise<KnownKey | null>;

  /**
   * The bearer of a key by its id: as whom a job acts that a request with this key has asked for. Null as above.
   * @throws DomainError `unavailable`
   */
  abstract callerOf(keyId: string, organizationId: string): Promise<Caller | null>;

  /** A request came with this key. On the path of each of them: it must only take a note. */
  abstract used(keyId: string): void;
}
