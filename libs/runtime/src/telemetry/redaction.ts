import { isNativeError } from 'node:util/types';
import { errorRecord } from './error-record.js';
import { maxCharacters, redacted, redactText } from './redact-text.js';
import { sensitiveFields, type FieldJudge } from './sensitive-fields.js';

/** Turns any value into a plain copy that may be logged. */
export type Redact = (value: unknown) => unknown;

// Somebody will log a request or a connection: what is kept of it is bounded, and so is the time to walk it.
const maxDepth = 6;
const maxEntries = 100;
const maxTotal = 65_536;

/**
 * A {@link Redact} that leaves out secrets, personal fields and SQL at any depth, and reduces errors to what `errorRecord` keeps.
 *
 * @param fields names of further fields to leave out, compared without case, `-` and `_`
 */
export function createRedactor(fields: readonly string[] = []): Redact {
  const isSensitive = sensitiveFields(fields);
  return (value) => new Walk(isSensitive).copy(value, 0);
}

/** {@link createRedactor} without further fields. */
export const redact: Redact = createRedactor();

class Walk {
  private readonly ancestors: object[] = [];
  private left = maxTotal;

  constructor(private readonly isSensitive: FieldJudge) {}

  copy(value: unknown, depth: number): unknown {
    // About what a value takes in the line, its key and commas included.
    this.left -= typeof value === 'string' ? Math.min(value.length, maxCharacters) + 10 : 10;
    if (this.left < 0) return '[…]';
    switch (typeof value) {
      case 'string':
        return redactText(value);
      case 'bigint':
        return value.toString();
      case 'function':
      case 'symbol':
        return undefined;
      case 'object':
        return value === null ? null : this.copyObject(value, depth);
      default:
        return value;
    }
  }

  private copyObject(value: object, depth: number): unknown {
    if (value instanceof Error || isNativeError(value)) return errorRecord(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (this.ancestors.includes(value)) return '[circular]';
    if (depth >= maxDepth) return '[…]';
    this.ancestors.push(value);
    try {
      return this.copyEntries(value, depth);
    } catch {
      // A getter or toJSON of somebody's threw; a log line must not fail for it.
      return '[unreadable]';
    } finally {
      this.ancestors.pop();
    }
  }

  private copyEntries(value: object, depth: number): unknown {
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      const json: unknown = Reflect.apply(value.toJSON, value, []);
      return json === value ? '[unreadable]' : this.copy(json, depth + 1);
    }
    if (Array.isArray(value) || value instanceof Set) return this.copyList([...value], depth);
    const entries: readonly (readonly [unknown, unknown])[] =
      value instanceof Map ? [...value] : Object.entries(value);
    const copies = entries
      .slice(0, maxEntries)
      .map(([key, inner]) => this.copyEntry(String(key), inner, depth));
    if (entries.length > maxEntries) copies.push(['…', `${entries.length - maxEntries} more`]);
    // Not by assignment: a key of a stranger's may be __proto__.
    return Object.fromEntries(copies);
  }

  private copyEntry(key: string, value: unknown, depth: number): [string, unknown] {
    // Where keys are data (a Map, an index) one of them may be an e-mail address.
    const name = /^[\w-]{1,60}$/.test(key) ? key : redactText(key);
    const hidden = value !== undefined && value !== null && this.isSensitive(name);
    return [name, hidden ? redacted : this.copy(value, depth + 1)];
  }

  private copyList(values: readonly unknown[], depth: number): unknown[] {
    const copies = values.slice(0, maxEntries).map((inner) => this.copy(inner, depth + 1));
    return values.length > maxEntries ? [...copies, `… ${values.length - maxEntries} more`] : copies;
  }
}
