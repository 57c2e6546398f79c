import { createHash } from 'node:crypto';

/** Every so many lines one is refused: its price is none, its sku is that of the line before, or its quote is never closed. */
const badEvery = 5_000;
const takenEvery = 9_000;
const unclosedEvery = 50_000;

/** The file that is imported, and what must become of it: the same at every run, and never held as a whole. */
export class Lines {
  readonly header = 'sku,name,price,currency,stock';

  constructor(readonly count: number) {}

  *file(): Generator<string> {
    yield `${this.header}\n`;
    for (let at = 0; at < this.count; at += 1)
      yield `${this.row(this.isTaken(at) ? at - 1 : at, this.isBad(at) ? 'none' : null, this.isUnclosed(at) ? '"' : '')}\n`;
  }

  /** Numbers in the file of the lines that are refused. */
  refused(): number[] {
    const numbers: number[] = [];
    for (let at = 0; at < this.count; at += 1) if (this.isRefused(at)) numbers.push(at + 2);
    return numbers;
  }

  /** The rows that come out again. */
  sum(): Sum {
    const sum = new Sum();
    for (let at = 0; at < this.count; at += 1) if (!this.isRefused(at)) sum.add(this.row(at, null));
    return sum;
  }

  private row(at: number, price: string | null, quote = ''): string {
    return `L-${at},${quote}Rope of ${at} metres,${price ?? at % 1_000},EUR,${at % 7}`;
  }

  private isBad(at: number): boolean {
    return at % badEvery === 1_234;
  }

  private isTaken(at: number): boolean {
    return at % takenEvery === 4_321;
  }

  private isUnclosed(at: number): boolean {
    return at % unclosedEvery === 777;
  }

  private isRefused(at: number): boolean {
    return this.isBad(at) || this.isTaken(at) || this.isUnclosed(at);
  }
}

/** How many lines, and a sum over them that does not depend on their order. */
export class Sum {
  count = 0;
  private total = 0n;

  add(line: string): void {
    this.count += 1;
    this.total += createHash('sha1').update(line).digest().readBigUInt64LE();
  }

  toString(): string {
    return `${this.count} rows, ${BigInt.asUintN(64, this.total).toString(16).padStart(16, '0')}`;
  }
}
