import { Identifier, Instant, OneOf, Row } from '@keelson/kernel';
import { Entity, Index, Unique } from 'typeorm';

/** Of what a user is told by mail without having asked. */
export const noticeKinds = ['new-device', 'refusals', 'password-changed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** When a user was last sent a mail of a kind. */
@Entity('account_notices')
@Unique(['userId', 'kind'])
@Index(['sentAt'])
export class AccountNotice extends Row {
  @Identifier()
  userId!: string;

  @OneOf(noticeKinds)
  kind!: NoticeKind;

  @Instant()
  sentAt!: Date;
}
