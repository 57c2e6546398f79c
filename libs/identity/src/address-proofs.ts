import type { Preparation } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { ProveAddress } from './address.input.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks } from './address-links.js';
import { Addresses } from './addresses.js';
import { Passwords, type CheckedAccount } from './passwords.js';
import type { User } from './user.entity.js';

/** A link to an address, and the account of it that the password belongs to. */
export interface CheckedProof {
  readonly link: AddressLink;
  readonly account: CheckedAccount;
}

/**
 * Proofs of addresses. The link says that somebody reads the address's mail, and the password says which account is
 * theirs: a stranger who signed up with the address has the one, its owner the other.
 */
@Injectable()
export class AddressProofs {
  constructor(
    private readonly accounts: Accounts,
    private readonly links: AddressLinks,
    private readonly addresses: Addresses,
    private readonly passwords: Passwords,
  ) {}

  /** @throws DomainError `identity.link_invalid`, `identity.wrong_password`, `unavailable` */
  async check({ token, password }: ProveAddress): Promise<CheckedProof> {
    const link = await this.links.open('prove', token);
    return { link, account: await this.passwords.check(link.email, password) };
  }

  /** Needs a transaction. @throws DomainError as {@link check}; `identity.address_taken` */
  async prove({ link, account }: CheckedProof): Promise<User> {
    await this.accounts.hold(link.email);
    await this.links.use(link);
    await this.passwords.lock(account);
    return this.addresses.claim(account.userId, link.email);
  }
}

@Injectable()
export class ProofPreparation implements Preparation<ProveAddress, CheckedProof> {
  constructor(private readonly proofs: AddressProofs) {}

  prepare(input: ProveAddress): Promise<CheckedProof> {
    return this.proofs.check(input);
  }
}
