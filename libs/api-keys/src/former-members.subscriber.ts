import { InjectStore, Subscriber, type EventHandler, type RecordedEvent, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { Injectable } from '@nestjs/common';
import { MemberRemoved, Members, type FormerMember } from '@keelson/organizations';
import { ApiKey } from './api-key.entity.js';

/** Keys that are looked for at a time. */
const together = 100;

/**
 * Removes the keys of a member who has left. They open nothing from that moment on, whenever this runs: by then the member
 * may be back, and have others.
 */
@Subscriber('api-keys.end-with-member', { to: MemberRemoved, effects: 'database' })
@Injectable()
export class FormerMembers implements EventHandler<FormerMember> {
  constructor(
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
    private readonly members: Members,
    private readonly access: AccessControl,
  ) {}

  async handle({ payload }: RecordedEvent<FormerMember>): Promise<void> {
    // Locked: neither does it come back meanwhile, nor is a key made for it.
    const member = await this.members.lock(payload.id);
    for (;;) {
      // The oldest first.
      const keys = await this.keys.find({ memberId: payload.id }, { limit: together });
      const former = keys.filter((key) => !key.isOf(member));
      for (const key of former) {
        await this.keys.remove(key);
        await this.access.changed({ subject: 'key', id: key.id });
      }
      if (former.length < together) return;
    }
  }
}
