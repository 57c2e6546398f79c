import { Caller, FeatureRegistry } from '@keelson/kernel';
import { AccessControl, TokenAuthority, type AccessChanges } from '@keelson/platform';
import { Global, Inject, Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';
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

@Global()
@Module({})
export class BenchAuthorityModule {
  static with(settings: ServerSettings): DynamicModule {
    return {
      module: BenchAuthorityModule,
      providers: [{ provide: SETTINGS, useValue: settings }, BenchAuthority],
    };
  }
}
