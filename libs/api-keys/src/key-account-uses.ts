import { asOrganization } from '@keelson/kernel';
import { Database } from '@keelson/sql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountUses, type UseSource } from '@keelson/identity';

/** Tells when the keys of an organization were used: an account whose program works every day is in use. */
@Injectable()
export class KeyAccountUses implements UseSource, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly uses: AccountUses,
  ) {}

  onModuleInit(): void {
    this.uses.add(this);
  }

  lastUse(organizationId: string): Promise<Date | null> {
    return asOrganization(organizationId, async () => {
      const [row] = await this.database.read<{ last: Date | null }>(
        'SELECT last_used_at AS last FROM api_keys WHERE organization_id = ? AND last_used_at IS NOT NULL ORDER BY last_used_at DESC LIMIT 1',
        [organizationId],
      );
      return row?.last ?? null;
    });
  }
}
