import { unauthenticated, type Caller, type DomainError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ServerClock } from '@keelson/sql/ports';
import { AccessControl } from './access-control.js';
import { digestOfApiKey } from './api-key.js';
import { KeyTerms } from './key-terms.js';
import { Networks } from './networks.js';
import { UnknownKeys } from './unknown-keys.js';

/** A key whose bearer was read from the database. */
export interface VerifiedKey {
  readonly caller: Caller;
  /** Milliseconds since 1970, by the database's clock. */
  readonly expiresAt: number;
  readonly terms: KeyTerms;
}

/** Looks up API keys that the cache does not know. */
@Injectable()
export class KeyVerification {
  constructor(
    private readonly control: AccessControl,
    private readonly clock: ServerClock,
    private readonly unknown: UnknownKeys,
  ) {}

  /**
   * @param address of the client
   * @throws DomainError `unauthenticated`; `rate_limited` after many keys of the network that are none; `unavailable` when
   * the database can't be asked
   */
  async verify(key: string, address: string): Promise<VerifiedKey> {
    const digest = digestOfApiKey(key);
    const authority = this.control.keyAuthority;
    if (!authority || digest === null) throw refusal();
    const known = await this.unknown.look(digest, address, () => authority.keyOf(digest));
    if (!known) throw refusal();
    const { caller, expiresAt, networks } = known;
    const { keyId } = caller;
    const endsAt = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.clock.ms() >= endsAt) throw refusal();
    // A key is never an operator's, and its revocation must find it.
    if (keyId === null || caller.organizationId === null || caller.isOperator) throw refusal();
    return {
      caller: caller.bearing(digest),
      expiresAt: endsAt,
      terms: new KeyTerms(networks.length > 0 ? new Networks(networks) : null, () => authority.used(keyId)),
    };
  }
}

/** All reasons are one case: which of them it is, is nobody's business who has no good key. */
function refusal(): DomainError {
  return unauthenticated({ detail: 'The API key is incomplete or unknown, has expired, or was revoked.' });
}
