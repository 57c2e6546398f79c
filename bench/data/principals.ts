import { generateKeyPairSync } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { authorsPerOrganization, organizationCount, organizationId, userId } from './articles.js';
import { seededRandom, uuid7 } from './random.js';

const usersPerOrganization = authorsPerOrganization;

/** Someone who may call: a member of one organization, signed in once. */
export interface Principal {
  readonly userId: string;
  readonly organizationId: string;
  readonly organization: number;
  readonly sessionId: string;
}

/** What a token of the bench says; the servers are told issuer and audience by environment. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly org: string;
  readonly scope: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

/** What everybody signs in with. */
export const callerPassword = 'correct horse battery staple';

export const issuer = 'https://bench.keelson.test';
export const audience = 'keelson';
export const keyId = 'bench';

/** The 500 callers: ten in each organization. */
export const principals: readonly Principal[] = Array.from(
  { length: organizationCount * usersPerOrganization },
  (_, index) => {
    const organization = index % organizationCount;
    const user = Math.floor(index / organizationCount);
    return {
      userId: userId(organization, user),
      organizationId: organizationId(organization),
      organization,
      sessionId: uuid7(Date.UTC(2026, 5, 1) + index, seededRandom(3_000_000 + index)),
    };
  },
);

/** Signs ES256 tokens with a key pair that lives for one run. */
export class TokenMint {
  readonly publicKey: string;
  readonly #sign: (claims: Claims) => string;
  #issued = 0;

  constructor() {
    const pair = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    this.publicKey = pair.publicKey;
    this.#sign = createSigner({ algorithm: 'ES256', key: pair.privateKey, kid: keyId });
  }

  /** A new token at every call, also for the same principal: good for three hours, longer than any run. */
  token(principal: Principal): string {
    const now = Math.floor(Date.now() / 1_000);
    return this.#sign({
      iss: issuer,
      aud: audience,
      sub: principal.userId,
      org: principal.organizationId,
      scope: `organization:${principal.organizationId}`,
      sid: principal.sessionId,
      jti: uuid7(Date.now(), seededRandom(4_000_000 + this.#issued++)),
      iat: now,
      exp: now + 3 * 3_600,
    });
  }
}
