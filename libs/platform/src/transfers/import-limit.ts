import type { PlatformOptions } from '../runtime/ports.js';

/** Unless the options say otherwise: 256 MiB. */
const usualLimit = 268_435_456;

/** Bytes of the largest body that is read as it comes. */
export function importLimitBytes({ transfers }: Pick<PlatformOptions, 'transfers'>): number {
  return transfers?.importLimitBytes ?? usualLimit;
}
