/** Keeps the statements of a connection in their order while one of them waits to be read. */
export class SendingOrder {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Whether a statement waits, so that the next must come after it. */
  get holds(): boolean {
    return this.waiting > 0;
  }

  /** Sends when everything before is sent and `preparation` is done; fails as either fails. */
  async after<T>(preparation: Promise<void> | null, send: () => T): Promise<Awaited<T>> {
    const turn = Promise.allSettled([this.last, preparation]);
    this.last = turn;
    this.waiting += 1;
    const [, prepared] = await turn;
    this.waiting -= 1;
    if (prepared.status === 'rejected') throw prepared.reason;
    return await send();
  }
}
