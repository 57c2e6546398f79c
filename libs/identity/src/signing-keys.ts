import { InjectStore, withContext, type Store } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import { IdentitySettings } from './identity.settings.js';
import { keyPairOf, newPrivateKeyPem, type KeyPair } from './key-pair.js';
import { SigningKey } from './signing-key.entity.js';

/**
 * The key that signs access tokens: the one of the settings, and then no other, so that a key which leaked is worth
 * nothing once it was replaced there; else one that the first process makes and the database keeps for all.
 */
@Injectable()
export class SigningKeys {
  private loaded: Promise<KeyPair> | null = null;

  constructor(
    @InjectStore(SigningKey) private readonly keys: Store<SigningKey>,
    private readonly database: Database,
    private readonly settings: IdentitySettings,
  ) {}

  /** @throws DomainError `unavailable` when the database is needed and away; the next call tries again */
  current(): Promise<KeyPair> {
    this.loaded ??= this.load().catch((error: unknown) => {
      this.loaded = null;
      throw error;
    });
    return this.loaded;
  }

  /** 32 bytes for one purpose, derived from the signing key by HKDF (RFC 5869): they end when the key is replaced. */
  async secretFor(purpose: string): Promise<Buffer> {
    const { privateKey } = await this.current();
    const { d = '' } = privateKey.export({ format: 'jwk' });
    return Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', `keelson:${purpose}`, 32));
  }

  private async load(): Promise<KeyPair> {
    const { signingKey } = this.settings;
    if (signingKey !== undefined) return keyPairOf(signingKey);
    // Whichever request asks first: the key is no part of its transaction.
    return withContext({ unit: null, operation: 'auth:make-signing-key' }, async () =>
      keyPairOf((await this.stored()) ?? (await this.make())),
    );
  }

  private async stored(): Promise<string | null> {
    const [key] = await this.keys.find({ purpose: 'access-tokens' }, { limit: 1 });
    return key?.privateKeyPem ?? null;
  }

  private async make(): Promise<string> {
    const privateKeyPem = newPrivateKeyPem();
    try {
      await this.database.transaction(() => this.keys.insert({ purpose: 'access-tokens', privateKeyPem }));
      return privateKeyPem;
    } catch (error) {
      // Another process was first; its key is everyone's.
      const theirs = await this.stored();
      if (theirs) return theirs;
      throw error;
    }
  }
}
