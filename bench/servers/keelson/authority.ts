import { Caller, FeatureRegistry } from '@keelson/kernel';
import {
  AccessControl,
  KeyAuthority,
  TokenAuthority,
  type AccessChanges,
  type KnownKey,
} from '@keelson/platform';
import { Global, Inject, Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { keyOf } from '../../data/keys.js';
import type { Principal } from '../../data/principals.js';
import type { ServerSettings } from '../settings.js';

const SETTINGS = Symbol('bench:settings');

/** Knows the bench's callers: sessions are in memory, since FLOOR asks no database for them either. */
@Injectable()
class BenchAuthority extends TokenAuthority implements OnModuleInit {
  private readonly key: KeyObject;
  private readonly sessions: ReadonlyMap<string, Caller>;
  private readonly members: ReadonlyMap<string, Caller>;

  constructor(
    private readonly access: AccessControl,
    registry: FeatureRegistry,
    @Inject(SETTINGS) { publicKey, principals }: ServerSettings,
  ) {
    super();
    this.key = createPublicKey(publicKey);
    const permissions = registry.permissionsOfRole('owner');
    const callers = principals.map(
      ({ userId, organizationId, sessionId }) =>
        new Caller({ userId, organizationId, role: 'owner', permissions, sessionId }),
    );
    const keyed = (key: keyof Principal & ('sessionId' | 'userId')) =>
      new Map(callers.map((caller) => [caller[key] ?? '', caller]));
    this.sessions = keyed('sessionId');
    this.members = keyed('userId');
  }

  onModuleInit(): void {
    this.access.useAuthority(this);
  }

  override keyFor(): KeyObject {
    return this.key;
  }

  override callerOf({ sid }: { sid: string }): Promise<Caller | null> {
    return Promise.resolve(this.sessions.get(sid) ?? null);
  }

  override memberOf(userId: string): Promise<Caller | null> {
    return Promise.resolve(this.members.get(userId) ?? null);
  }

  override changesSince(): Promise<AccessChanges> {
    return Promise.resolve({ mark: null, sessionIds: [], keyIds: [], userIds: [], organizationIds: [] });
  }

  override announce(): Promise<void> {
    return Promise.resolve();
  }
}

/** Each of them has a key as well. */
@Injectable()
class BenchKeys extends KeyAuthority implements OnModuleInit {
  private readonly keys: ReadonlyMap<string, KnownKey>;

  constructor(
    private readonly access: AccessControl,
    registry: FeatureRegistry,
    @Inject(SETTINGS) { principals }: ServerSettings,
  ) {
    super();
    const permissions = registry.permissionsOfRole('owner');
    this.keys = new Map(
      principals.map((principal) => {
        const { userId, organizationId, sessionId: keyId } = principal;
        const caller = new Caller({ userId, organizationId, role: 'owner', permissions, keyId });
        const digest = createHash('sha256').update(keyOf(principal)).digest('hex');
        return [digest, { caller, expiresAt: null, networks: ['127.0.0.0/8'] }];
      }),
    );
  }

  onModuleInit(): void {
    this.access.useKeyAuthority(this);
  }

  override keyOf(digest: string): Promise<KnownKey | null> {
    return Promise.resolve(this.keys.get(digest) ?? null);
  }

  override callerOf(): Promise<Caller | null> {
    return Promise.resolve(null);
  }

  private readonly noted = new Set<string>();

  override used(keyId: string): void {
    this.noted.add(keyId);
  }
}

@Global()
@Module({})
export class BenchAuthorityModule {
  static with(settings: ServerSettings): DynamicModule {
    return {
      module: BenchAuthorityModule,
      providers: [{ provide: SETTINGS, useValue: settings }, BenchAuthority, BenchKeys],
    };
  }
}
