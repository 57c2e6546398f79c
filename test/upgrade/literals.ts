/**
 * An instant in a fixture: milliseconds before the fixture was written. A loaded fixture is as old as it was then, so that
 * what expires has not expired.
 */
const ageMark = (ms: number): string => `@{${ms}}`;
const ageMarks = /@\{(-?\d+)\}/g;

/** Text in one line, as the engine reads it. */
export function textLiteral(engine: 'mysql' | 'postgres', value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  if (engine === 'mysql') return `'${escaped}'`;
  return /[\\]/.test(escaped) ? `E'${escaped}'` : `'${escaped}'`;
}

export function bytesLiteral(engine: 'mysql' | 'postgres', value: Buffer): string {
  if (engine === 'postgres') return `'\\x${value.toString('hex')}'`;
  return value.length === 0 ? "''" : `0x${value.toString('hex')}`;
}

export function instantLiteral(value: Date, now: Date): string {
  return `'${ageMark(value.getTime() - now.getTime())}'`;
}

/** Puts instants in the place of their ages. */
export function withInstants(engine: 'mysql' | 'postgres', statement: string, now: Date): string {
  return statement.replaceAll(ageMarks, (_, age: string) => {
    const text = new Date(now.getTime() + Number(age)).toISOString();
    return engine === 'mysql' ? text.replace('T', ' ').replace('Z', '') : text;
  });
}
