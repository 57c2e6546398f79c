import { readFileSync } from 'node:fs';
import { format, type FormatConfig } from 'oxfmt';

/** A text as `npm run format` leaves it; the path's ending says what it is. @throws Error when it cannot be parsed */
export async function formatted(path: string, text: string): Promise<string> {
  const { ignorePatterns: _, ...style } = JSON.parse(
    readFileSync('.oxfmtrc.json', 'utf8'),
  ) as FormatConfig & {
    ignorePatterns: unknown;
  };
  const { code, errors } = await format(path, text, style);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  return code;
}
