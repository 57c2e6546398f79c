import { currentOrganizationId, InjectStore, type Store } from '@keelson/kernel';
import { Database, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { ApiKey } from './api-key.entity.js';
import { tooManyKeys } from './api-keys.errors.js';
import { ApiKeysSettings } from './api-keys.settings.js';

/** How many keys there are. */
@Injectable()
export class KeyPlaces {
  constructor(
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
    private readonly database: Database,
    private readonly turns: Turns,
    private readonly settings: ApiKeysSettings,
  ) {}

  /**
   * Makes sure that there is room for one more key of a member. One after the other, in all processes: two that count at
   * once would both find the last place. @throws DomainError `api_keys.too_many`
   */
  async take(memberId: string): Promise<void> {
    await this.turns.take(`api-keys:${currentOrganizationId()}`);
    const { mostOfOrganization, mostOfMember } = this.settings;
    if ((await this.keys.count({ memberId })) >= mostOfMember)
      throw tooManyKeys({ detail: `A member can have at most ${mostOfMember} API keys; revoke one first.` });
    if ((await this.countAll()) >= mostOfOrganization)
      throw tooManyKeys({
        detail: `An organization can have at most ${mostOfOrganization} API keys; revoke one first.`,
      });
  }

  /** Past the row rule, which shows most callers their own keys alone. */
  private async countAll(): Promise<number> {
    const [row] = await this.database.read<{ total: number }>(
      'SELECT COUNT(*) AS total FROM api_keys WHERE organization_id = ?',
      [currentOrganizationId()],
    );
    return Number(row?.total);
  }
}
