import { Setting, SettingRule } from '@keelson/kernel';
import { IsOptional } from 'class-validator';

/** 32 bytes, as `openssl rand -hex 32` prints them. */
const key = /^[0-9a-f]{64}$/i;

/** How the audit log is sealed. */
export class AuditSettings {
  /** In hexadecimal; the first seals, all can verify. Absent: the installation keeps a key of its own in its database. */
  @Setting(
    {
      variable: 'AUDIT_SEALING_KEYS',
      secret: true,
      defaultNote: 'a key generated on first start and stored in the database',
      description:
        'Keys that seal the audit log, separated by commas. The first key seals new entries; the others are former keys, which `keelson audit verify` still needs. A key stored in the database does not protect against someone who can write to the database. Generate a key with `openssl rand -hex 32`.',
    },
    {
      accepts: 'one or more keys of 64 hexadecimal digits, separated by commas',
      read: (text) => text.split(',').map((one) => one.trim().toLowerCase()),
    },
    SettingRule(
      'sealingKeys',
      (keys) => Array.isArray(keys) && keys.length > 0 && keys.every((one) => key.test(String(one))),
    ),
    IsOptional(),
  )
  sealingKeys?: readonly string[];
}
