/** Numbers that a seed determines: mulberry32, which is small, quick and good enough to draw steps and values by. */
export class Draws {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, but without, 1. */
  next(): number {
    this.state = (this.state + 0x6d_2b_79_f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, but without, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Whether something happens that happens `share` of all times. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  /** @throws Error when there is nothing to choose from */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('There is nothing to choose from.');
    return from[this.below(from.length)] as T;
  }

  /** One of them, each as likely as its weight. @throws Error when there is nothing to choose from */
  weighted<T>(from: readonly { readonly weight: number; readonly value: T }[]): T {
    let left = this.next() * from.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, value } of from) {
      left -= weight;
      if (left < 0) return value;
    }
    const last = from.at(-1);
    if (!last) throw new Error('There is nothing to choose from.');
    return last.value;
  }

  /** A seed for other draws; never 0, which stands for the plainest values. */
  seed(): number {
    return 1 + this.below(2_147_483_646);
  }
}

/** A seed made of another and some text, so that parts of a run do not depend on each other. */
export function seedOf(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = seed >>> 0 || 1;
  for (const character of parts.join('\u0000'))
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
  return hash;
}
