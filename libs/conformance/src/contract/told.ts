import type { Resource } from '@keelson/kernel';
import type { Answer } from '../subject.js';

/** Words that only the inside of a server knows: of databases, of stack traces, of files. */
const internals =
  /SQLSTATE|\bER_[A-Z]{3,}|duplicate key value|Duplicate entry|violates [\w-]+ constraint|invalid input syntax|syntax error at|in your SQL syntax|[Ii]ncorrect \w+ value|value is out of range in '|value out of range: \w+flow|Unknown column|column "?[\w.]+"? does not exist|relation "[\w.]+" does not exist|Cannot read propert|is not a function|\bat [\w.<> ]+ \(.+:\d+:\d+\)|node_modules\//;

/** The words of an answer that tell how the server is built; null when it holds none. */
export function internalsIn({ status, text }: Answer): string | null {
  return status >= 400 ? (internals.exec(text)?.[0] ?? null) : null;
}

/** A field of the resource's rows that is classed secret and stands in the answer; null when none does. */
export function secretIn({ json }: Answer, resource: Resource | undefined): string | null {
  const names = new Set(
    (resource ? resource.fields : [])
      .filter(({ classification }) => classification === 'secret')
      .map(({ name }) => name),
  );
  return names.size === 0 ? null : memberIn(json, names);
}

function memberIn(value: unknown, names: ReadonlySet<string>): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (names.has(name)) return name;
    const found = memberIn(inner, names);
    if (found !== null) return found;
  }
  return null;
}
