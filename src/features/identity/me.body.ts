import { Email, Identifier, Text } from '@keelson/kernel';
import { ApiProperty } from '@nestjs/swagger';

/** The person behind the token. */
export class Myself {
  @Identifier()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 120, example: 'Ada Lovelace' })
  name!: string;
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
