import { defineEvent, Identifier, OneOf } from '@keelson/kernel';

/** A member who left or was removed. */
export class FormerMember {
  @Identifier({ description: 'Id of the member.' })
  id!: string;

  @OneOf(['person', 'service'])
  kind!: string;

  @Identifier({ optional: true, description: 'Id of the user; null for a service account.' })
  userId!: string | null;
}

export const MemberRemoved = defineEvent('member.removed', FormerMember);
