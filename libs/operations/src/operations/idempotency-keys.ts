import { createHash } from 'node:crypto';
import {
  callWords,
  currentCaller,
  idempotencyKeyReused,
  requestInProgress,
  validationFailed,
  type Caller,
  type Invocation,
} from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import type { StoredAnswer } from './stored-answer.js';
import { BackgroundLoops } from '@keelson/runtime/ports';
import {
  databaseNow,
  ExpiredRows,
  failureOf,
  newId,
  paddedToPowerOfTwo,
  parsed,
  RetentionRules,
  SqlDatabase,
} from '@keelson/sql/ports';

/** How long a claim holds unless it is renewed; a process that died gives the key free after it. */
const leaseEnd = `${databaseNow} + INTERVAL '15' SECOND`;
/** Milliseconds between two renewals of what runs: two may fail. */
const renewMs = 5_000;
/** How long an answer can be asked for again: a day, in milliseconds. */
const keptMs = 86_400_000;

export interface Claim {
  readonly keyHash: string;
  readonly claimId: string;
}

/**
 * Idempotency keys (IETF draft idempotency-key-header): the claim commits first, with a lease; the completion commits
 * with the write. A request that died in between leaves a claim that runs out, and no write.
 */
@Injectable()
export class IdempotencyKeys {
  private readonly logger = new Logger('IdempotencyKeys');
  /** Keys of the requests that this process has in hands, by claim. */
  private readonly open = new Map<string, string>();

  constructor(
    private readonly database: SqlDatabase,
    rules: RetentionRules,
    loops: BackgroundLoops,
  ) {
    rules.add(
      new ExpiredRows(database, {
        table: 'idempotency_keys',
        key: 'key_hash',
        column: 'created_at',
        before: (now) => new Date(now.getTime() - keptMs),
      }),
    );
    loops.add({
      name: 'idempotency-renewal',
      title: 'The renewal of idempotency keys',
      everyMs: renewMs,
      stops: 'last',
      whileFailing: 'A retry may take over a request that is still running.',
      round: () => this.renew(),
    });
  }

  /**
   * @returns the claim to complete and then to {@link end}, or the answer to give again
   * @throws DomainError `idempotency_key_reused`, `request_in_progress`, `validation_failed`
   */
  async claim(key: string, invocation: Invocation): Promise<Claim | { readonly answer: StoredAnswer }> {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw validationFailed({
        detail: 'The idempotency key must be 1 to 255 printable ASCII characters without spaces.',
        errors: [
          { ...callWords().key, detail: 'must be 1 to 255 printable ASCII characters without spaces' },
        ],
      });
    const keyHash = keyDigest(currentCaller(), invocation.operation.keyedBy, key);
    const fingerprint = fingerprintOf(invocation);
    const claimId = newId();
    try {
      await this.database.write(
        `INSERT INTO idempotency_keys (key_hash, fingerprint, claim_id, lease_until, created_at) VALUES (?, ?, ?, ${leaseEnd}, ${databaseNow})`,
        [keyHash, fingerprint, claimId],
      );
      return this.begun({ keyHash, claimId });
    } catch (error) {
      if (failureOf(error) !== 'duplicate') throw error;
    }
    return this.claimAgain(keyHash, [fingerprint, invocation.face?.formerDigest()], claimId);
  }

  /** Its request is over: the claim is not renewed any more. */
  end({ claimId }: Claim): void {
    this.open.delete(claimId);
  }

  /** Inside the operation's transaction. @throws DomainError when the lease ran out and someone else has the key */
  async complete({ keyHash, claimId }: Claim, answer: StoredAnswer): Promise<void> {
    const { affected } = await this.database.write(
      'UPDATE idempotency_keys SET answer = ? WHERE key_hash = ? AND claim_id = ?',
      [JSON.stringify(answer), keyHash, claimId],
    );
    if (affected === 0)
      throw requestInProgress({
        detail: 'The request took too long, and a retry with the same key has taken over.',
        retryAfter: 1,
      });
  }

  /** Gives the key free after a refusal: nothing was written, so the same request may be tried again. */
  async release({ keyHash, claimId }: Claim): Promise<void> {
    await this.database
      .write('DELETE FROM idempotency_keys WHERE key_hash = ? AND claim_id = ? AND answer IS NULL', [
        keyHash,
        claimId,
      ])
      .catch((error: unknown) =>
        this.logger.warn(
          `An idempotency key could not be released and stays claimed until its lease expires: ${(error as Error).message}`,
        ),
      );
  }

  /** Keeps the keys of requests that take long. */
  async renew(): Promise<void> {
    if (this.open.size === 0) return;
    const claims = paddedToPowerOfTwo([...this.open].sort(([, left], [, right]) => (left < right ? -1 : 1)));
    const places = claims.map(() => '?').join(', ');
    await this.database.write(
      `UPDATE idempotency_keys SET lease_until = ${leaseEnd} WHERE key_hash IN (${places}) AND claim_id IN (${places}) AND answer IS NULL`,
      [...claims.map(([, keyHash]) => keyHash), ...claims.map(([claimId]) => claimId)],
    );
  }

  private async claimAgain(
    keyHash: string,
    /** That of this call, and what a version before 0.2 has stored for the same one. */
    fingerprints: readonly (string | undefined)[],
    claimId: string,
  ): Promise<Claim | { readonly answer: StoredAnswer }> {
    const [row] = await this.database.read<{
      fingerprint: string;
      claim_id: string;
      is_over: number | boolean;
      answer: unknown;
    }>(
      `SELECT fingerprint, claim_id, lease_until < ${databaseNow} AS is_over, answer FROM idempotency_keys WHERE key_hash = ?`,
      [keyHash],
    );
    if (row && !fingerprints.includes(row.fingerprint))
      throw idempotencyKeyReused({
        detail: 'Use a new key for a new request, or send the same parameters and body.',
      });
    if (row && row.answer !== null) return { answer: parsed(row.answer) as StoredAnswer };
    if (row?.is_over) {
      const { affected } = await this.database.write(
        `UPDATE idempotency_keys SET claim_id = ?, lease_until = ${leaseEnd} WHERE key_hash = ? AND claim_id = ? AND answer IS NULL`,
        [claimId, keyHash, row.claim_id],
      );
      if (affected === 1) return this.begun({ keyHash, claimId });
    }
    throw requestInProgress({ detail: 'Wait until the first request completes, then retry.', retryAfter: 1 });
  }

  private begun(claim: Claim): Claim {
    this.open.set(claim.claimId, claim.keyHash);
    return claim;
  }
}

/**
 * Who called what by which key. A key is kept by the operation's route, whichever face it comes by; so a retry finds what a
 * version before 0.2 has stored.
 * @param keyedBy `POST /v1/orders/:id/place`
 */
export function keyDigest(
  { userId, organizationId }: Pick<Caller, 'userId' | 'organizationId'>,
  keyedBy: string | null,
  key: string,
): string {
  return digest([userId, organizationId, keyedBy, key]);
}

/**
 * With what an operation is called, whichever face it is called by. The versions that a caller expects are no part of it:
 * after a lost answer, a retry may expect the row as it is now.
 */
function fingerprintOf({ operation, id, params, input, face }: Invocation): string {
  const sent = face ? face.sent : input;
  // A URL has texts where JSON has numbers.
  const named = Object.entries(params ?? {}).map(([name, value]) => [name, JSON.stringify(textsIn(value))]);
  return digest([
    2,
    operation.name,
    typeof id === 'string' ? id.toLowerCase() : null,
    named.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
    sent ?? null,
  ]);
}

function textsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textsIn);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** What versions before 0.2 have stored with a key for a request to `url`. */
export function formerFingerprint(url: string, body: unknown): string {
  return digest([url, body ?? null]);
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
