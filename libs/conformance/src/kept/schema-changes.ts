import type { JsonSchema } from '@keelson/kernel';
import type { OpenApiDocument } from '@keelson/platform';
import { lookUp } from '../contract/schemas.js';

/** What clients send, or what they are answered: the same change breaks only one of the two. */
export type Direction = 'in' | 'out';

const lowest = ['minimum', 'minLength', 'minItems'] as const;
const highest = ['maximum', 'maxLength', 'maxItems'] as const;

/** Compares a schema with the one that follows it, references of both resolved. */
export class SchemaChanges {
  /** Pairs under comparison: schemas may refer to themselves. */
  private readonly open = new Set<string>();

  constructor(
    private readonly kept: OpenApiDocument,
    private readonly now: OpenApiDocument,
    private readonly direction: Direction,
  ) {}

  /** What breaks a client, each with a pointer to the member: `/lines/*: is no longer an array`. */
  of(before: JsonSchema, after: JsonSchema, at = ''): string[] {
    const pair = `${before.$ref} ${after.$ref}`;
    if (before.$ref !== undefined && this.open.has(pair)) return [];
    this.open.add(pair);
    const [old, fresh] = [resolve(this.kept, before), resolve(this.now, after)];
    const lines = [...this.value(old, fresh, at), ...this.members(old, fresh, at)];
    if (old.items && fresh.items) lines.push(...this.of(old.items, fresh.items, `${at}/*`));
    for (const [index, branch] of (old.anyOf ?? []).entries()) {
      const other = fresh.anyOf?.[index];
      if (other) lines.push(...this.of(branch, other, at));
    }
    if ((old.anyOf?.length ?? 0) !== (fresh.anyOf?.length ?? 0))
      lines.push(`${at}: now has different anyOf alternatives`);
    this.open.delete(pair);
    return lines;
  }

  private value(old: JsonSchema, fresh: JsonSchema, at: string): string[] {
    const lines: string[] = [];
    const [types, others] = [typesOf(old), typesOf(fresh)];
    const [wide, narrow] = this.direction === 'in' ? [types, others] : [others, types];
    // What is sent must still be taken; what comes back must be of a kind that was announced.
    for (const type of wide)
      if (narrow.length > 0 && !narrow.includes(type) && !(type === 'integer' && narrow.includes('number')))
        lines.push(`${at}: ${this.direction === 'in' ? 'no longer accepts' : 'can now be'} ${type}`);
    if (old.format !== fresh.format)
      lines.push(`${at}: now has the format ${fresh.format} instead of ${old.format}`);
    if (this.direction === 'out') return lines;
    for (const value of old.enum ?? [])
      if (fresh.enum && !fresh.enum.includes(value))
        lines.push(`${at}: no longer accepts ${JSON.stringify(value)}`);
    if (!old.enum && fresh.enum) lines.push(`${at}: now accepts only the listed values`);
    if (fresh.pattern !== undefined && fresh.pattern !== old.pattern)
      lines.push(`${at}: now has the pattern ${fresh.pattern}`);
    for (const bound of lowest)
      if ((fresh[bound] ?? -Infinity) > (old[bound] ?? -Infinity))
        lines.push(`${at}: ${bound} is now ${fresh[bound]}`);
    for (const bound of highest)
      if ((fresh[bound] ?? Infinity) < (old[bound] ?? Infinity))
        lines.push(`${at}: ${bound} is now ${fresh[bound]}`);
    return lines;
  }

  private members(old: JsonSchema, fresh: JsonSchema, at: string): string[] {
    const lines: string[] = [];
    for (const [name, member] of Object.entries(old.properties ?? {})) {
      const other = fresh.properties?.[name];
      if (other) lines.push(...this.of(member, other, `${at}/${name}`));
      else lines.push(`${at}/${name}: was removed`);
    }
    const [firm, loose] = this.direction === 'in' ? [fresh, old] : [old, fresh];
    for (const name of firm.required ?? [])
      if (!loose.required?.includes(name) && fresh.properties?.[name])
        lines.push(`${at}/${name}: ${this.direction === 'in' ? 'is now required' : 'can now be missing'}`);
    return lines;
  }
}

function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  let at = schema;
  while (at.$ref !== undefined) at = lookUp(document, at.$ref) as JsonSchema;
  return at;
}

function typesOf({ type }: JsonSchema): readonly string[] {
  return type === undefined ? [] : [type].flat();
}
