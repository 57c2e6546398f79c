import {
  fieldsOf,
  type AbstractType,
  type ConcreteType,
  type FieldSpec,
  type Resource,
  type Row,
} from '@keelson/kernel';
import { anyId } from '../contract/samples.js';
import type { Judged, Operation } from '../judged.js';
import { Draws } from './draws.js';
import { newestFirst, type Scene } from './scene.js';
import type { Snapshot } from './snapshot.js';

type Body = Readonly<Record<string, unknown>>;

/** How often a value is one that should be refused: another organization's id, one of no row, or null. */
const odd = 0.1;
/** How often a field has another value than the plain one. */
const varied = 0.45;
/** The same for a reference, so that rows of the sequence refer to each other. */
const variedReference = 0.75;
/** The same where the feature has said what must fit. */
const variedSample = 0.15;

const hourMs = 3_600_000;
const mostElements = 3;

/** What values are drawn among. */
export interface ValueSource {
  readonly judged: Judged;
  readonly scene: Scene;
  readonly rows: Snapshot;
  /** The rows that several requests at once refer to are the same. */
  readonly references: Draws;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** The body with values drawn from a seed: small ones, tied ones, and those on both sides of bounds and of now. */
export async function drawnBody(
  source: ValueSource,
  operation: Operation,
  plain: Body,
  seed: number,
  hasSample: boolean,
): Promise<Body> {
  const draws = new Draws(seed);
  const input = operation.input as ConcreteType;
  const isPatch = operation.meta?.verb === 'update';
  const drawn = await fieldsDrawn(
    source,
    input,
    operation.resource,
    plain,
    draws,
    hasSample ? variedSample : varied,
  );
  if (!isPatch) return drawn;
  const names = Object.keys(drawn);
  const kept = names.filter(() => draws.happens(0.5));
  return Object.fromEntries((kept.length > 0 ? kept : names.slice(0, 1)).map((name) => [name, drawn[name]]));
}

async function fieldsDrawn(
  source: ValueSource,
  input: ConcreteType,
  resource: Resource | undefined,
  plain: Body,
  draws: Draws,
  share: number,
): Promise<Body> {
  const values: Record<string, unknown> = { ...plain };
  for (const field of fieldsOf(input)) {
    if (!draws.happens(field.target ? Math.max(share, variedReference) : share)) continue;
    const value = await fieldDrawn(source, field, resource, plain[field.name], draws);
    if (value === undefined) delete values[field.name];
    else values[field.name] = value;
  }
  return values;
}

async function fieldDrawn(
  source: ValueSource,
  field: FieldSpec,
  resource: Resource | undefined,
  plain: unknown,
  draws: Draws,
): Promise<unknown> {
  if (field.target) return referenceDrawn(source, field, plain, draws);
  if (draws.happens(odd / 2)) return null;
  if (field.element) return elementsDrawn(source, field, plain, draws);
  // A value that is taken, now and then: what was written before is tried again.
  if (field.unique) return draws.happens(0.3) ? (takenValue(source, field, resource) ?? plain) : plain;
  return plainDrawn(field, plain, draws, source.nowMs);
}

/** A row that the organization has, more often than not the one that the plain body refers to. */
async function referenceDrawn(
  { judged, scene, rows, references }: ValueSource,
  field: FieldSpec,
  plain: unknown,
  draws: Draws,
): Promise<unknown> {
  const target = judged.registry.resourceFor(field.target?.() as AbstractType);
  if (draws.happens(odd))
    return draws.pick([
      target?.tenancy === 'organization' ? await scene.foreignRow(target) : anyId,
      anyId,
      null,
    ]);
  const all = target ? newestFirst(rows, target) : [];
  // In the state of the row that was found to be accepted, as a rule.
  const state = stateOf(
    all.find(({ id }) => id === plain),
    target,
  );
  const fitting = draws.happens(0.85) ? all.filter((row) => stateOf(row, target) === state) : all;
  return fitting.length > 0 ? references.pick(fitting.slice(0, 4)).id : plain;
}

function stateOf(row: Row | undefined, resource: Resource | undefined): unknown {
  return row && resource?.state ? (row as unknown as Body)[resource.state.name] : undefined;
}

async function elementsDrawn(
  source: ValueSource,
  field: FieldSpec,
  plain: unknown,
  draws: Draws,
): Promise<unknown> {
  const element = field.element?.() as ConcreteType;
  const [first = {}] = Array.isArray(plain) ? (plain as readonly Body[]) : [];
  const count = Math.max(field.schema.minItems ?? 0, 1 + draws.below(mostElements));
  const all: Body[] = [];
  for (let at = 0; at < count; at += 1)
    all.push(await fieldsDrawn(source, element, undefined, first, draws, varied));
  return all;
}

function takenValue({ rows }: ValueSource, { name }: FieldSpec, resource: Resource | undefined): unknown {
  const [newest] = resource ? newestFirst(rows, resource) : [];
  return (newest as unknown as Body | undefined)?.[name] ?? undefined;
}

function plainDrawn(field: FieldSpec, plain: unknown, draws: Draws, nowMs: number): unknown {
  const { schema } = field;
  if (schema.enum) return draws.pick(schema.enum);
  switch (field.kind) {
    case 'integer':
    case 'amount':
      return numberDrawn(field, draws);
    case 'instant':
      return momentDrawn(draws, nowMs);
    case 'flag':
      return draws.happens(0.5);
    case 'text':
      return schema.pattern === undefined && schema.format === undefined && typeof plain === 'string'
        ? textDrawn(field, plain, draws)
        : plain;
    default:
      return plain;
  }
}

/** Small ones, so that sums reach bounds and values meet; now and then a bound or what is beyond it. */
function numberDrawn({ schema: { minimum = 0, maximum = 2_147_483_647 } }: FieldSpec, draws: Draws): number {
  if (draws.happens(odd)) return draws.pick([minimum - 1, maximum + 1]);
  if (draws.happens(odd)) return draws.pick([maximum, maximum - 1]);
  return Math.min(maximum, minimum + draws.below(4));
}

/** Whole hours around now: they tie, they meet, and some are over. */
function momentDrawn(draws: Draws, nowMs: number): string {
  const hours = draws.pick([-24, -1, 0, 1, 1, 2, 2, 3, 24, 24 * 30]);
  return new Date(Math.floor(nowMs / hourMs) * hourMs + hours * hourMs).toISOString();
}

function textDrawn({ schema, length = 255 }: FieldSpec, plain: string, draws: Draws): string {
  const { minLength = 0, maxLength = length } = schema;
  const text = draws.pick(['a', 'a', 'b', 'Ä', plain, 'x'.repeat(Math.min(maxLength, 300))]);
  return text.padEnd(minLength, '.').slice(0, maxLength);
}
