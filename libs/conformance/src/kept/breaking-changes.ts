import type { OpenApiDocument, OperationDocument } from '@keelson/platform';
import { lookUp } from '../contract/schemas.js';
import { SchemaChanges, type Direction } from './schema-changes.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * What clients of a published document would stumble over in the one that is to follow it, a line each: an operation,
 * parameter, body, field, status or header that goes, a required input that comes, a type that changes, an input that takes
 * less than before, an answer that leaves out or makes null what it always had. Problems may come and go with an
 * operation's rules, as long as each has its status. Empty when nothing of the kind has happened.
 */
export function breakingChanges(kept: OpenApiDocument, now: OpenApiDocument): string[] {
  return new Documents(kept, now).compare();
}

class Documents {
  private readonly lines: string[] = [];

  constructor(
    private readonly kept: OpenApiDocument,
    private readonly now: OpenApiDocument,
  ) {}

  compare(): string[] {
    for (const [path, item] of Object.entries(this.kept.paths))
      for (const [method, before] of Object.entries(item)) {
        const title = `${method.toUpperCase()} ${path}`;
        const after = (this.now.paths[path] as Record<string, OperationDocument> | undefined)?.[method];
        if (after) this.operation(title, before, after);
        else this.lines.push(`${title} was removed`);
      }
    return [...new Set(this.lines)];
  }

  private operation(title: string, before: OperationDocument, after: OperationDocument): void {
    if (before.operationId !== after.operationId)
      this.lines.push(
        `${title}: the operation id is ${after.operationId} instead of ${before.operationId}, which breaks generated clients`,
      );
    if (before['x-permission'] !== after['x-permission'] || isOpen(before) !== isOpen(after))
      this.lines.push(`${title}: now requires ${accessTo(after)} instead of ${accessTo(before)}`);
    this.parameters(title, before, after);
    this.body(title, before, after);
    this.answers(title, before, after);
  }

  private parameters(title: string, before: OperationDocument, after: OperationDocument): void {
    const [old, fresh] = [byName(this.kept, before.parameters), byName(this.now, after.parameters)];
    for (const [name, parameter] of old) {
      const other = fresh.get(name);
      if (!other) this.lines.push(`${title}: the parameter ${name} was removed`);
      else this.schema(`${title} ${name}`, parameter, other, 'in');
    }
    for (const [name, parameter] of fresh)
      if (parameter['required'] === true && old.get(name)?.['required'] !== true)
        this.lines.push(`${title}: the parameter ${name} is now required`);
  }

  private body(title: string, before: OperationDocument, after: OperationDocument): void {
    const [old, fresh] = [before.requestBody as Json | undefined, after.requestBody as Json | undefined];
    if (fresh?.['required'] === true && old?.['required'] !== true)
      this.lines.push(`${title}: a body is now required`);
    if (old) this.content(`${title}: the body`, old, fresh, 'in');
  }

  private answers(title: string, before: OperationDocument, after: OperationDocument): void {
    for (const [status, response] of Object.entries(before.responses)) {
      const other = after.responses[status];
      if (!other) {
        this.lines.push(`${title}: the status ${status} was removed`);
        continue;
      }
      const [old, fresh] = [resolved(this.kept, response), resolved(this.now, other)];
      for (const header of Object.keys((old['headers'] ?? {}) as Json))
        if (!(header in ((fresh['headers'] ?? {}) as Json)))
          this.lines.push(`${title}: the header ${header} of the ${status} response was removed`);
      this.content(`${title} ${status}:`, old, fresh, 'out');
    }
  }

  private content(title: string, old: Json, fresh: Json | undefined, direction: Direction): void {
    const media = (fresh?.['content'] ?? {}) as Readonly<Record<string, Json>>;
    for (const [type, one] of Object.entries((old['content'] ?? {}) as Readonly<Record<string, Json>>)) {
      const other = media[type];
      if (other) this.schema(title, one, other, direction);
      else this.lines.push(`${title} is no longer ${type}`);
    }
  }

  private schema(title: string, old: Json, fresh: Json, direction: Direction): void {
    const changes = new SchemaChanges(this.kept, this.now, direction);
    const [before, after] = [old['schema'], fresh['schema']];
    if (before && after) this.lines.push(...changes.of(before, after).map((line) => `${title} ${line}`));
  }
}

function byName(document: OpenApiDocument, parameters: readonly unknown[] = []): Map<string, Json> {
  return new Map(
    parameters.map((one) => {
      const parameter = resolved(document, one);
      return [`${String(parameter['name'])} (${String(parameter['in'])})`, parameter];
    }),
  );
}

function resolved(document: OpenApiDocument, given: unknown): Json {
  const { $ref } = given as { $ref?: string };
  return ($ref === undefined ? given : lookUp(document, $ref)) as Json;
}

function isOpen({ security }: OperationDocument): boolean {
  return security === undefined || security.length === 0;
}

function accessTo(operation: OperationDocument): string {
  return operation['x-permission'] ?? (isOpen(operation) ? 'nothing' : 'a sign-in');
}
