import type { AuditFaults } from './audit-faults.js';
import { beforeFirstSeal, isIntact, sealFormat, type SealHead, type SealRow } from './seal.js';
import type { SealKeys } from './seal-key.js';

/** Checks seals one after another: each has the next number, follows the one before and is as its key made it. */
export class SealChain {
  private last: SealHead & { readonly keyId?: string } = beforeFirstSeal;
  private isExpectedMet = false;
  /** The first seal by a key that does not lie in the database. */
  private trusted: SealRow | null = null;
  count = 0;

  constructor(
    private readonly keys: SealKeys,
    private readonly faults: AuditFaults,
    /** A head that was kept elsewhere. */
    private readonly expected: SealHead | null,
  ) {}

  /** The last seal so far. */
  get head(): SealHead | null {
    return this.count === 0 ? null : { number: this.last.number, hash: this.last.hash };
  }

  /** From when on seals are by keys that do not lie in the database. */
  get trustedFrom(): { readonly number: number; readonly at: Date } | null {
    return this.trusted && { number: this.trusted.number, at: this.trusted.sealed_at };
  }

  follow(seal: SealRow): void {
    const { number } = seal;
    const isNext = number === this.last.number + 1;
    if (!isNext) this.reportGap(number);
    else if (seal.previous !== this.last.hash)
      this.faults.add({
        kind: 'seal-out-of-order',
        seal: number,
        detail: `Seal ${number} does not follow seal ${this.last.number}: seals were changed, reordered or replaced before it.`,
      });
    this.checkKey(seal);
    this.compareExpected(seal);
    this.last = { number, hash: seal.hash, keyId: seal.key_id };
    this.count += 1;
  }

  /** A number that no seal has. */
  refuse(number: number): void {
    this.faults.add({ kind: 'seal-inserted', seal: number, detail: `Seal ${number} was inserted.` });
  }

  /** When there is no further seal. */
  end(): void {
    const { current } = this.keys;
    if (this.count > 0 && current && this.last.keyId !== current.id)
      this.faults.add({
        kind: 'key-replaced',
        seal: this.last.number,
        detail: `The last seal was made with the key ${this.last.keyId}, not with the current key, ${current.id}. If you just changed the key, start the application once, so that it seals the log with the new key.`,
      });
    if (this.expected && !this.isExpectedMet)
      this.faults.add({
        kind: 'head-differs',
        seal: this.expected.number,
        detail: `The log ends at seal ${this.last.number}; seal ${this.expected.number} of the expected head is missing.`,
      });
  }

  private reportGap(number: number): void {
    const [from, to] = [this.last.number + 1, number - 1];
    this.faults.add({
      kind: 'seal-removed',
      seal: from,
      detail:
        number <= this.last.number
          ? `Seal ${number} comes after seal ${this.last.number}.`
          : `${from === to ? `Seal ${from} is` : `Seals ${from} to ${to} are`} missing.`,
    });
  }

  private checkKey(seal: SealRow): void {
    const { number, format, key_id } = seal;
    const key = this.keys.byId.get(key_id);
    if (!key)
      this.faults.add({
        kind: 'key-unknown',
        seal: number,
        detail: `Seal ${number} was made with the unknown key ${key_id}. Add the former key to AUDIT_SEALING_KEYS.`,
      });
    else if (format !== sealFormat || !isIntact(seal, key))
      this.faults.add({
        kind: 'seal-changed',
        seal: number,
        detail: `Seal ${number} was changed after it was made.`,
      });
    else if (key.isConfigured) this.trusted ??= seal;
    else if (this.trusted)
      this.faults.add({
        kind: 'key-replaced',
        seal: number,
        detail: `Seal ${number} was made with a key stored in the database, after seals made with a configured key.`,
      });
  }

  private compareExpected({ number, hash }: SealHead): void {
    if (number !== this.expected?.number) return;
    this.isExpectedMet = true;
    if (hash !== this.expected.hash)
      this.faults.add({
        kind: 'head-differs',
        seal: number,
        detail: `The hash of seal ${number} differs from the expected head: the log was rewritten.`,
      });
  }
}
