import {
  JobOutcome,
  RemovedOutcome,
  ValueOutcome,
  ViewOutcome,
  type CatalogOperation,
  type EnqueuedJob,
  type Outcome,
  type View,
} from '@keelson/kernel';

/** An answer to give again. Personal values are not in it, and are read anew from the row. */
export interface StoredAnswer {
  /** The HTTP status, where the operation itself says it. */
  readonly status?: number | undefined;
  readonly body: unknown;
  /** The row that the left-out personal values are read from. */
  readonly row: string | null;
  readonly version?: number;
  /** Only in answers that versions before 0.2 have stored. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is kept of an outcome. @param status what the face has noted */
export function storedAnswer(
  operation: CatalogOperation,
  outcome: Outcome,
  status: number | undefined,
): StoredAnswer {
  switch (outcome.kind) {
    case 'view': {
      const left = new Set(personalFields(operation));
      const body = isObject(outcome.view)
        ? Object.fromEntries(Object.entries(outcome.view).filter(([name]) => !left.has(name)))
        : outcome.view;
      return { body, row: outcome.row.id, version: outcome.row.version };
    }
    case 'job':
      return { body: outcome.job, row: null };
    case 'value':
      return { status, body: outcome.value ?? null, row: null };
    default:
      return { body: null, row: null };
  }
}

/**
 * The outcome that was stored.
 * @param present the row's view as it is now, for what is personal
 * @param hidden what of the view the caller may not see now
 */
export function outcomeOf(
  operation: CatalogOperation,
  answer: StoredAnswer,
  present: View,
  hidden: readonly string[],
): Outcome {
  const { resource, verb, accepts } = operation;
  if (accepts) return new JobOutcome(answer.body as EnqueuedJob);
  if (verb === 'remove') return new RemovedOutcome();
  if (!resource || verb === 'free' || answer.row === null) return new ValueOutcome(answer.body ?? undefined);
  const personal = personalFields(operation)
    .filter((name) => !hidden.includes(name))
    .map((name) => [name, present[name] ?? null] as const);
  const { body } = answer;
  const view = isObject(body) ? { ...body, ...Object.fromEntries(personal) } : (body as View);
  const row = { id: answer.row, version: versionOf(answer), created: verb === 'create' };
  return new ViewOutcome(view, row, { hidden });
}

/** An action may also answer with something else than a view. */
function isObject(value: unknown): value is View {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionOf({ version, headers }: StoredAnswer): number {
  return version ?? Number(/^"(\d+)"$/.exec(headers?.['ETag'] ?? '')?.[1] ?? 1);
}

function personalFields({ resource }: CatalogOperation): string[] {
  return (resource?.viewFields ?? []).filter((field) => field.classification).map((field) => field.name);
}
