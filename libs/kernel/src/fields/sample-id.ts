import { createHash } from 'node:crypto';

/**
 * The id of the row that stands for an entity in examples: the same in the docs and in the sample data, so that what the
 * docs offer to try works as it stands. A UUIDv8 (RFC 9562) of the entity's name.
 */
export function sampleId(entityName: string): string {
  const hex = createHash('sha256').update(`keelson sample ${entityName}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
