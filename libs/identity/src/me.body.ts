import { Email, Flag, Identifier, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';

/** The person behind the token. */
export class Myself {
  @Identifier()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 120, example: 'Ada Lovelace' })
  name!: string;

  @Text({
    max: 35,
    optional: true,
    description: 'Language of emails sent to you (BCP 47).',
    example: 'de-AT',
  })
  locale!: string | null;

  @Text({
    max: 64,
    optional: true,
    description: 'Time zone used in emails sent to you (IANA name).',
    example: 'Europe/Vienna',
  })
  timeZone!: string | null;

  @Flag({ description: 'Whether your email address is verified.' })
  addressProven!: boolean;
}

/** The person in the organization that the token is bound to. */
export class MyMember {
  @Identifier({ description: 'Id of the member, by which others in the organization refer to you.' })
  id!: string;
}

/** An organization that the person belongs to. */
export class MyOrganization {
  @Identifier()
  id!: string;

  @Text({ max: 120, example: 'Analytical Engines Ltd' })
  name!: string;
}

/** The same with what the person is there. */
export class MyMembership extends MyOrganization {
  @Text({ max: 16, example: 'owner' })
  role!: string;
}

/** Who one is, and what one may do. */
export class Me {
  @ApiProperty({ type: () => Myself })
  user!: Myself;

  @ApiProperty({ type: () => MyOrganization, description: 'The organization that the token is bound to.' })
  organization!: MyOrganization;

  @ApiProperty({ type: () => MyMember, description: 'Your membership in that organization.' })
  member!: MyMember;

  @ApiProperty({
    type: String,
    maxLength: 16,
    description: 'Your role in the organization.',
    example: 'owner',
  })
  role!: string;

  @ApiProperty({
    type: String,
    isArray: true,
    maxItems: 1_000,
    description: 'Your permissions in the organization.',
    example: ['organizations:read'],
  })
  permissions!: string[];

  @ApiProperty({
    type: () => MyMembership,
    isArray: true,
    maxItems: 100,
    description: 'All organizations that you belong to, oldest membership first.',
  })
  organizations!: MyMembership[];
}
