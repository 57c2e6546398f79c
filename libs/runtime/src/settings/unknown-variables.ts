import type { SettingsProblem } from '@keelson/kernel';

const ownPrefix = 'KEELSON_';

/** Tells a process under test where to die. No setting: production refuses it like any name that nothing reads. */
export const faultVariable = 'KEELSON_FAULT';

/** Names of ours that nothing reads: nearly always a typing error, and then the setting that was meant is silently missing. */
export function unknownVariables(given: Iterable<string>, known: readonly string[]): SettingsProblem[] {
  const ours = known.filter((name) => name.startsWith(ownPrefix));
  return [...given]
    .filter((name) => name.startsWith(ownPrefix) && !ours.includes(name))
    .map((variable) => {
      const near = ours.find((name) => editDistance(name, variable) <= 3);
      const hint = near === undefined ? `Known settings: ${ours.join(', ')}.` : `Did you mean ${near}?`;
      return { variable, problem: `is not a setting. ${hint}` };
    });
}

/** Insertions, deletions and replacements between two words (Levenshtein 1966). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
