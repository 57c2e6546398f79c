import { defineError } from '@keelson/kernel';
import type { Networks } from './networks.js';

export const otherNetwork = defineError(
  'api_keys.other_network',
  'forbidden',
  'The API key cannot be used from this address',
);

/** What is checked each time that a key is used. */
export class KeyTerms {
  constructor(
    private readonly networks: Networks | null,
    private readonly used: () => void,
  ) {}

  /** @throws DomainError `api_keys.other_network` */
  admitFrom(address: string): void {
    if (this.networks !== null && !this.networks.include(address))
      throw otherNetwork({
        detail: `The API key is restricted to networks that do not include ${address}.`,
      });
    this.used();
  }
}
