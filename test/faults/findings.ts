/** What can be wrong: a thing that is not there, is there more than once, does not end, came in the wrong order. */
export const findingKinds = ['lost', 'doubled', 'stuck', 'disordered'] as const;
export type FindingKind = (typeof findingKinds)[number];

const mostExamples = 5;

/** What reconciliation has found, counted, with some examples of each. */
export class Findings {
  private readonly counts = new Map<FindingKind, number>();
  private readonly examples = new Map<string, string[]>();

  add(kind: FindingKind, what: string, example: string): void {
    this.counts.set(kind, this.count(kind) + 1);
    const key = `${kind}: ${what}`;
    const known = this.examples.get(key) ?? [];
    this.examples.set(key, known);
    known.push(example);
  }

  count(kind: FindingKind): number {
    return this.counts.get(kind) ?? 0;
  }

  get total(): number {
    return findingKinds.reduce((sum, kind) => sum + this.count(kind), 0);
  }

  lines(): string[] {
    return [...this.examples].map(
      ([what, all]) => `  ${what} (${all.length}): ${all.slice(0, mostExamples).join('; ')}`,
    );
  }
}
