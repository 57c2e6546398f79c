import { isKilled, type Result } from './kept-results.js';
import type { SourceMutant } from './source-mutants.js';

export interface Judged {
  readonly mutant: SourceMutant;
  readonly result: Result;
}

export interface ReportOptions {
  /** Digest of the code and tests as they are. */
  readonly tree: string;
  /** How many changes are known to change nothing. */
  readonly explained: number;
  /** Complaints about explanations. */
  readonly stale: readonly string[];
}

/** Which judge noticed how many, what nobody noticed, and the sum. */
export function reportOf(judged: readonly Judged[], { tree, explained, stale }: ReportOptions): string[] {
  const killed = judged.filter(({ result }) => isKilled(result));
  const left = judged.filter((one) => !killed.includes(one));
  const judges = new Map<string, number>();
  for (const { result } of killed) {
    const judge = result.noticed?.split(':')[0] ?? '';
    judges.set(judge, (judges.get(judge) ?? 0) + 1);
  }
  const earlier = judged.filter(({ result }) => result.tree !== tree).length;
  const share = judged.length === 0 ? 100 : (100 * killed.length) / judged.length;
  return [
    '',
    ...[...judges].map(([judge, count]) => `  caught by ${judge}: ${count}`),
    ...(left.length > 0 ? ['Survivors: no check caught these'] : []),
    ...left.map(
      ({ mutant, result }) =>
        `  ${mutant.file}:${mutant.line} ${mutant.kind}: ${mutant.before} → ${mutant.after}${result.noticed === null ? '' : ` (${result.noticed})`}`,
    ),
    ...stale.map((line) => `  ${line}`),
    ...(earlier > 0
      ? [
          `${earlier} of these results come from an earlier state of the code; use --fresh to check all mutants again`,
        ]
      : []),
    `generated mutants killed ${killed.length}/${judged.length} (${share.toFixed(1)} %), equivalent ${explained}`,
  ];
}
