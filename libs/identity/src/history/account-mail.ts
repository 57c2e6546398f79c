import { defineJob, Identifier, Instant, OneOf } from '@keelson/kernel';
import { mailAttempts } from '@keelson/mail';
import { noticeKinds, type NoticeKind } from './account-notice.entity.js';

/** Whom to write to, and about what. */
export class AccountMail {
  @Identifier()
  userId!: string;

  @OneOf(noticeKinds)
  kind!: NoticeKind;

  @Instant()
  at!: Date;

  /** The session that a new device has begun; where it is from stays in the session's row. */
  @Identifier({ optional: true })
  sessionId!: string | null;
}

/** A mail about what has happened to an account. */
export const accountMail = defineJob('identity.account-mail', AccountMail, { attempts: mailAttempts });
