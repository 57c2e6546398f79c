import {
  Setting,
  SettingRule,
  TextSetting,
  type CheckedSettings,
  type SettingsProblem,
} from '@keelson/kernel';
import { IsEmail, IsOptional, IsUUID } from 'class-validator';

/** Who owns the installation after the first start on an empty database. Both are given, or neither. */
export class OwnerSettings implements CheckedSettings {
  @Setting(
    {
      variable: 'KEELSON_OWNER_EMAIL',
      example: 'owner@example.com',
      defaultNote: 'evaluation mode creates an owner and prints the address',
      description:
        'Email address of the owner. Keelson creates the owner when it first starts on an empty database. Requires KEELSON_OWNER_PASSWORD.',
    },
    { accepts: 'an email address in ASCII, such as owner@example.com' },
    IsEmail({ require_tld: false, allow_utf8_local_part: false }),
    SettingRule('ascii', (value) => typeof value === 'string' && /^[!-~]+$/.test(value)),
    IsOptional(),
  )
  email?: string;

  @TextSetting({
    variable: 'KEELSON_OWNER_PASSWORD',
    min: 12,
    max: 128,
    secret: true,
    defaultNote: 'evaluation mode generates one and prints it',
    description: 'Password of the owner. Requires KEELSON_OWNER_EMAIL.',
  })
  password?: string;

  /** By id: whoever signs up may write any address, and their own one is told to nobody but them. */
  @Setting(
    {
      variable: 'KEELSON_OPERATOR_USER_ID',
      example: '0198f2a4-6c1e-7d3a-9b52-1f0c8e7a4d11',
      defaultNote: 'the owner, in evaluation mode',
      description:
        'Id of the user (see GET /v1/me) who becomes the first operator of the installation. Ignored once an operator exists.',
    },
    { accepts: 'the id of a user (a UUID)', read: (text) => text.toLowerCase() },
    IsUUID(),
    IsOptional(),
  )
  operatorUserId?: string;

  check(): readonly SettingsProblem[] {
    if ((this.email === undefined) === (this.password === undefined)) return [];
    const [missing, given] =
      this.email === undefined
        ? ['KEELSON_OWNER_EMAIL', 'KEELSON_OWNER_PASSWORD']
        : ['KEELSON_OWNER_PASSWORD', 'KEELSON_OWNER_EMAIL'];
    return [{ variable: missing, problem: `is missing, but ${given} is set. Set both, or neither.` }];
  }
}
