import { InjectStore, Subscriber, type EventHandler, type RecordedEvent, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { MemberRemoved, type FormerMember } from '../organizations/index.js';
import { ApiKey } from './api-key.entity.js';

/** Keys that are looked for at a time. */
const together = 100;

/**
 * Removes the keys of a member who has left. They opened nothing from that moment on; now they do not come back to life if
 * the member does.
 */
@Subscriber('api-keys.end-with-member', { to: MemberRemoved, effects: 'database' })
@Injectable()
export class FormerMembers implements EventHandler<FormerMember> {
  constructor(
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
    private readonly access: AccessControl,
  ) {}

  async handle({ payload, occurredAt }: RecordedEvent<FormerMember>): Promise<void> {
    for (;;) {
      // The oldest first.
      const keys = await this.keys.find({ memberId: payload.id }, { limit: together });
      const former = keys.filter(({ createdAt }) => createdAt <= occurredAt);
      for (const key of former) {
        await this.keys.remove(key);
        // The member may be back, and the key be remembered since.
        await this.access.changed({ subject: 'key', id: key.id });
      }
      if (former.length < together) return;
    }
  }
}
