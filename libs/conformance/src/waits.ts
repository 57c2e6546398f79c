/** The longest that any wait takes before it is given up is 900 s; a check that does nothing for longer is lost. */
const mostIdleSeconds = 1_000;

/** What the kit waits for at this moment. */
export class Waits {
  private readonly open = new Map<symbol, { readonly what: string; readonly since: number }>();
  /** When one began, went on or ended, by `performance.now()`. */
  private changedAt = performance.now();

  /** @param what in the words of a person who reads why a run does not go on: `GET /v1/products` */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const wait = Symbol(what);
    this.note();
    this.open.set(wait, { what, since: this.changedAt });
    try {
      return await work();
    } finally {
      this.open.delete(wait);
      this.note();
    }
  }

  /** Something goes on. */
  note(): void {
    this.changedAt = performance.now();
  }

  /** `GET /v1/products (12 s), SELECT 1 FROM products (0 s)`, or `nothing`. */
  toString(): string {
    const now = performance.now();
    const all = [...this.open.values()].map(
      ({ what, since }) => `${what} (${Math.round((now - since) / 1_000)} s)`,
    );
    return all.join(', ') || 'nothing';
  }

  /**
   * Does work that ends, or goes on with one wait after another.
   * @throws Error when it does neither, with what is waited for
   */
  async watch<T>(title: string, work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    this.note();
    const lost = new Promise<never>((_, reject) => {
      const look = () => {
        const leftMs = this.changedAt + mostIdleSeconds * 1_000 - performance.now();
        if (leftMs > 0) timer = setTimeout(look, Math.ceil(leftMs));
        else
          reject(
            new Error(
              `${title} has made no progress for ${mostIdleSeconds} s. It is waiting for: ${this.toString()}.`,
            ),
          );
      };
      look();
    });
    try {
      return await Promise.race([work(), lost]);
    } finally {
      clearTimeout(timer);
    }
  }
}
