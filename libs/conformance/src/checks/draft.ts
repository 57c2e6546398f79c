import type { Proceedings } from '../check.js';

/** What one piece of work has come to, before it is told. */
export class Draft implements Proceedings {
  private readonly kept: Parameters<Proceedings['held']>[] = [];
  private faults = 0;

  /** Whether no fault was found. */
  get isSound(): boolean {
    return this.faults === 0;
  }

  held(...held: Parameters<Proceedings['held']>): void {
    this.kept.push(held);
  }

  found(): void {
    this.faults += 1;
  }

  tell(proceedings: Proceedings): void {
    for (const held of this.kept) proceedings.held(...held);
  }
}
