import { Caller, FeatureRegistry } from '@keelson/kernel';
import { AccessControl, TokenAuthority, type AccessChanges } from '@keelson/platform';
import { Global, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Principal } from '../../data/principals.js';
import { readSettings } from '../settings.js';

/** Vouches for the bench's callers: sessions are in memory, since FLOOR asks no database for them either. */
@Injectable()
class BenchAuthority extends TokenAuthority implements OnModuleInit {
  private readonly key = createPublicKey(readSettings().publicKey);
  private readonly callers: ReadonlyMap<string, Caller>;

  constructor(
    private readonly access: AccessControl,
    registry: FeatureRegistry,
  ) {
    super();
    const file = process.env['BENCH_PRINCIPALS'] ?? '';
    const principals = JSON.parse(readFileSync(file, 'utf8')) as readonly Principal[];
    const permissions = registry.permissionsOfRole('member');
    this.callers = new Map(
      principals.map(({ userId, organizationId, sessionId }) => [
        sessionId,
        new Caller(userId, organizationId, 'member', permissions, [organizationId], sessionId),
      ]),
    );
  }

  onModuleInit(): void {
    this.access.useAuthority(this);
  }

  override keyFor(): KeyObject {
    return this.key;
  }

  override callerOf({ sid }: { sid: string }): Promise<Caller | null> {
    return Promise.resolve(this.callers.get(sid) ?? null);
  }

  override memberOf(): Promise<null> {
    return Promise.resolve(null);
  }

  override changesSince(): Promise<AccessChanges> {
    return Promise.resolve({ mark: null, sessionIds: [], userIds: [], organizationIds: [] });
  }

  override announce(): Promise<void> {
    return Promise.resolve();
  }
}

@Global()
@Module({ providers: [BenchAuthority] })
export class BenchAuthorityModule {}
