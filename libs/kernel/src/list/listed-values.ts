/**
 * The values of a parameter that takes several, `a,b`. In a value, a backslash stands before each comma and backslash.
 * @returns null where a backslash stands before anything else, or at the end
 */
export function listedValues(text: string): string[] | null {
  const values = [''];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (letter === ',') {
      values.push('');
      continue;
    }
    if (letter === '\\') at += 1;
    const meant = text[at];
    if (letter === '\\' && meant !== ',' && meant !== '\\') return null;
    values.push(`${values.pop()}${meant}`);
  }
  return values;
}
