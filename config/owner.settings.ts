import { IsEmail, IsOptional, IsUUID } from 'class-validator';
import { Setting } from './setting.js';
import { Rule, Text } from './setting-kinds.js';

/** Who owns the installation after the first start on an empty database. Both are given, or neither. */
export class OwnerSettings {
  @Setting(
    {
      variable: 'KEELSON_OWNER_EMAIL',
      example: 'owner@example.com',
      defaultNote: 'in evaluation mode an owner is made and printed',
      description:
        'E-mail address of the owner made at the first start on an empty database. Goes with KEELSON_OWNER_PASSWORD.',
    },
    { accepts: 'an e-mail address in ASCII, as in owner@example.com' },
    IsEmail({ require_tld: false, allow_utf8_local_part: false }),
    Rule('ascii', (value) => typeof value === 'string' && /^[!-~]+$/.test(value)),
    IsOptional(),
  )
  email?: string;

  @Text({
    variable: 'KEELSON_OWNER_PASSWORD',
    min: 12,
    max: 128,
    secret: true,
    defaultNote: 'in evaluation mode one is made and printed',
    description: "That owner's password. Goes with KEELSON_OWNER_EMAIL.",
  })
  password?: string;

  /** By id: whoever signs up may write any address, and their own one is told to nobody but them. */
  @Setting(
    {
      variable: 'KEELSON_OPERATOR_USER_ID',
      example: '0198f2a4-6c1e-7d3a-9b52-1f0c8e7a4d11',
      defaultNote: 'in evaluation mode the owner',
      description:
        'Id of the user (GET /v1/me tells it) who becomes the first operator of the installation. Counts only while it has none.',
    },
    { accepts: 'the id of a user, a UUID', read: (text) => text.toLowerCase() },
    IsUUID(),
    IsOptional(),
  )
  operatorUserId?: string;
}
