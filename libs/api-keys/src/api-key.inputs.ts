import { Instant, Integer, PickFields, Ref, Text } from '@keelson/kernel';
import { Member } from '@keelson/organizations';
import { ApiKey } from './api-key.entity.js';

/** The fields of a key that leave. */
export const shownFields = [
  'id',
  'name',
  'memberId',
  'prefix',
  'permissions',
  'networks',
  'expiresAt',
  'previousExpiresAt',
  'lastUsedAt',
  'version',
  'createdAt',
] as const;

export class NewKey extends PickFields(ApiKey, ['name', 'permissions', 'networks', 'expiresAt']) {
  @Ref(() => Member, {
    optional: true,
    description: 'Id of the member that the key acts as: you (the default) or a service account.',
  })
  memberId!: string | null;
}

/** Longest that a rotated key goes on, in seconds: a week. */
const longestOverlap = 604_800;

export class KeyRotation {
  @Integer({
    max: longestOverlap,
    fallback: 0,
    description:
      'How long the current key keeps working, in seconds; at most a week. By default, it stops working immediately.',
  })
  overlapSeconds!: number;

  @Instant({
    optional: true,
    example: '2099-12-31T23:59:59.000Z',
    description: 'When the new key expires; by default, when the current key would.',
  })
  expiresAt!: Date | null;
}

/** A key with its secret. */
export class IssuedApiKey extends PickFields(ApiKey, shownFields) {
  @Text({
    max: 64,
    classified: 'secret',
    example: 'kls_…',
    description: 'The key, returned only in this response. Only its SHA-256 hash is stored.',
  })
  key!: string;
}
