import { organizationCount } from '../data/articles.js';
import { principals, type Principal, type TokenMint } from '../data/principals.js';
import { pick } from '../data/random.js';

/** A caller with the one token that they use all the time. */
export interface TokenHolder {
  readonly principal: Principal;
  readonly token: string;
}

/** The callers of each organization, with one token each. */
export class Callers {
  readonly #principals: readonly (readonly Principal[])[];
  readonly #holders = new Map<Principal, TokenHolder>();

  constructor(private readonly mint: TokenMint) {
    this.#principals = Array.from({ length: organizationCount }, (_, organization) =>
      principals.filter((one) => one.organization === organization),
    );
  }

  of(organization: number): string {
    return this.all(organization)[0] ?? '';
  }

  any(organization: number, random: () => number): TokenHolder {
    return this.#holder(pick(random, this.#principals[organization] ?? []));
  }

  tokenOf(principal: Principal): string {
    return this.#holder(principal).token;
  }

  all(organization: number): readonly string[] {
    return (this.#principals[organization] ?? []).map((principal) => this.tokenOf(principal));
  }

  #holder(principal: Principal): TokenHolder {
    let holder = this.#holders.get(principal);
    if (!holder) {
      holder = { principal, token: this.mint.token(principal) };
      this.#holders.set(principal, holder);
    }
    return holder;
  }
}
