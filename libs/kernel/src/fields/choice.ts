/** Most names that a sentence lists; more are no help to whoever reads it. */
const mostListed = 10;

/** `one of draft, placed, paid`, or how many there are and a few of them. */
export function choiceOf(values: readonly string[]): string {
  return values.length <= mostListed
    ? `one of ${values.join(', ')}`
    : `one of ${values.length} values, such as ${values.slice(0, 3).join(', ')}`;
}
