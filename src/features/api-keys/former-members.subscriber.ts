import { InjectStore, Subscriber, type EventHandler, type RecordedEvent, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { MemberRemoved, type FormerMember } from '../organizations/index.js';
import { ApiKey } from './api-key.entity.js';

/**
 * Removes the keys of a member who has left. They opened nothing from that moment on; now they do not come back to life if
 * the member does.
 */
@Subscriber('api-keys.end-with-member', { to: MemberRemoved, effects: 'database' })
@Injectable()
export class FormerMembers implements EventHandler<FormerMember> {
  constructor(@InjectStore(ApiKey) private readonly keys: Store<ApiKey>) {}

  async handle({ payload, occurredAt }: RecordedEvent<FormerMember>): Promise<void> {
    const keys = await this.keys.find({ memberId: payload.id });
    for (const key of keys) if (key.createdAt <= occurredAt) await this.keys.remove(key);
  }
}
