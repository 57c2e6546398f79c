import {
  currentContext,
  Operations,
  validationFailed,
  versionMismatch,
  withContext,
  wrongState,
  type AbstractType,
  type ConcreteType,
  type EnqueuedJob,
  type OperationMeta,
  type OperationReply,
  type OperationRequest,
  type Resource,
  type Row,
} from '@keelson/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { faultPoint } from '../coordination/ports.js';
import { PLATFORM_OPTIONS, type PlatformOptions, publicPath } from '../runtime/ports.js';
import { isUuid, ScopedStores, SqlDatabase, type TransactionUnit } from '../persistence/ports.js';
import { counter } from '../telemetry/ports.js';
import { namesVersion, versionTag } from './entity-tag.js';
import { IdempotencyKeys, type Claim, type StoredAnswer } from './idempotency-keys.js';
import { ReferenceChecker } from './reference-checker.js';

const beforeCommit = faultPoint('operation.before-commit', 'api');
const afterCommit = faultPoint('operation.after-commit', 'api');

const idempotencyReplays = counter({
  name: 'keelson_idempotency_replays_total',
  help: 'Requests that returned the stored response of an earlier request with the same idempotency key.',
});

/** What an operation answers with: its body, status and headers, and the row behind it. */
interface Answer {
  readonly body: unknown;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly row: Row | null;
}

/** {@link Operations}: claim, transaction with reruns, state machine, headers. */
@Injectable()
export class OperationRunner extends Operations {
  private readonly rows = new WeakMap<TransactionUnit, Map<string, Promise<Row>>>();

  constructor(
    private readonly database: SqlDatabase,
    private readonly stores: ScopedStores,
    private readonly keys: IdempotencyKeys,
    private readonly references: ReferenceChecker,
    @Inject(PLATFORM_OPTIONS) private readonly options: PlatformOptions,
  ) {
    super();
  }

  override async run(
    operation: OperationMeta,
    request: OperationRequest,
    reply: OperationReply,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    currentContext().operation = operation.name;
    const claimed = await this.claim(operation, request);
    if (claimed && 'status' in claimed) return this.repeat(operation, claimed, reply);
    try {
      const answer = await this.database.separateTransaction(async () => {
        const made = await this.finish(operation, request, await work());
        if (claimed) await this.keys.complete(claimed, stored(operation, made, reply));
        beforeCommit();
        return made;
      });
      afterCommit();
      return send(answer, reply);
    } catch (error) {
      // Also when the request's time is over: else the client that tries again would be told to wait for the lease.
      if (claimed) await withContext({ deadline: undefined }, () => this.keys.release(claimed));
      throw error;
    } finally {
      if (claimed) this.keys.end(claimed);
    }
  }

  override found(
    entity: AbstractType<Row>,
    request: OperationRequest,
    operation: OperationMeta | null,
  ): Promise<Row> {
    const { id } = request.params as { id?: unknown };
    if (!isUuid(id))
      throw validationFailed({
        detail: 'The id in the path is not a UUID.',
        errors: [{ parameter: 'id', detail: 'must be a UUID' }],
      });
    const unit = this.database.unit();
    const rows = this.rows.get(unit) ?? new Map<string, Promise<Row>>();
    this.rows.set(unit, rows);
    const key = `${entity.name}:${id.toLowerCase()}`;
    const asked =
      rows.get(key) ?? this.find(entity as ConcreteType<Row>, id.toLowerCase(), request, operation);
    rows.set(key, asked);
    return asked;
  }

  override checkReferences(type: AbstractType, input: object): Promise<void> {
    return this.references.check(type, input);
  }

  private async find(
    entity: ConcreteType<Row>,
    id: string,
    request: OperationRequest,
    operation: OperationMeta | null,
  ): Promise<Row> {
    const [row] = (await this.stores.of(entity).lock([id])) as [Row];
    const expected = request.headers['if-match'];
    if (typeof expected === 'string' && !namesVersion(expected, row.version))
      throw versionMismatch({
        detail: `The row is at version ${row.version}; read it again, then retry the change.`,
      });
    const state = operation?.resource?.state;
    if (operation?.from && state) {
      const present = String((row as unknown as Record<string, unknown>)[state.name]);
      if (!operation.from.includes(present))
        throw wrongState({
          detail: `The ${operation.resource?.name ?? 'row'} is ${present}; it must be ${operation.from.join(' or ')}.`,
        });
    }
    return row;
  }

  private async claim(
    operation: OperationMeta,
    request: OperationRequest,
  ): Promise<Claim | StoredAnswer | null> {
    const key = request.headers['idempotency-key'];
    // Without a caller the key would be anyone's to guess.
    if (key === undefined || request.method !== 'POST' || operation.secretAnswer || !currentContext().caller)
      return null;
    return this.keys.claim(String(key), request);
  }

  private async finish(
    operation: OperationMeta,
    request: OperationRequest,
    result: unknown,
  ): Promise<Answer> {
    const { resource, verb } = operation;
    if (operation.accepts) {
      const { id, location } = result as EnqueuedJob;
      return { body: { id, location }, status: 202, headers: { Location: location }, row: null };
    }
    if (!resource || verb === 'free') return { body: result, status: null, headers: {}, row: null };
    if (verb === 'remove') return { body: undefined, status: 204, headers: {}, row: null };
    const row =
      result instanceof resource.entity
        ? (result as Row)
        : await this.found(resource.entity, request, operation);
    // Also what a method has changed after it inserted the row: the answer shows it, so it is written.
    await this.settle(operation, resource, row);
    const own = result === undefined || result instanceof resource.entity;
    return {
      body: own ? this.stores.viewsOf(resource.entity).shownOf(row) : result,
      status: verb === 'create' ? 201 : 200,
      headers: {
        ETag: versionTag(row.version),
        ...(verb === 'create' && {
          Location: publicPath(this.options.http, `/v1/${resource.path}/${row.id}`),
        }),
      },
      row,
    };
  }

  /** Moves the state that the action declares, and writes what changed. */
  private async settle(operation: OperationMeta, resource: Resource, row: Row): Promise<void> {
    if (operation.to && resource.state) moveTo(operation, resource.state.name, row);
    await this.stores.of(resource.entity as ConcreteType<Row>).saveAs(row, operation.emits);
  }

  private async repeat(
    operation: OperationMeta,
    answer: StoredAnswer,
    reply: OperationReply,
  ): Promise<unknown> {
    reply.status(answer.status);
    for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
    reply.header('Idempotency-Replayed', 'true');
    idempotencyReplays.inc();
    const personal = personalFields(operation);
    if (!answer.row || personal.length === 0 || !operation.resource) return answer.body ?? undefined;
    const present =
      (await this.stores.viewsOf(operation.resource.entity).byIds([answer.row])).get(answer.row) ?? {};
    return {
      ...(answer.body as object),
      ...Object.fromEntries(personal.map((name) => [name, present[name] ?? null])),
    };
  }
}

function send(answer: Answer, reply: OperationReply): unknown {
  if (answer.status) reply.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
  return answer.body;
}

function personalFields(operation: OperationMeta): string[] {
  return (operation.resource?.viewFields ?? [])
    .filter((field) => field.classification)
    .map((field) => field.name);
}

function stored(operation: OperationMeta, answer: Answer, reply: OperationReply): StoredAnswer {
  const left = new Set(personalFields(operation));
  const body =
    answer.row && left.size > 0
      ? Object.fromEntries(Object.entries(answer.body as object).filter(([name]) => !left.has(name)))
      : answer.body;
  return {
    status: answer.status ?? reply.statusCode,
    headers: answer.headers,
    body: body ?? null,
    row: answer.row?.id ?? null,
  };
}

/** @throws Error when the method of an action that may end in several states has left the row in none of them */
function moveTo({ name, to }: OperationMeta, state: string, row: Row): void {
  if (to?.length === 1) Object.assign(row, { [state]: to[0] });
  const now = String((row as unknown as Record<string, unknown>)[state]);
  if (!to?.includes(now))
    throw new Error(
      `${name} leaves the row in the state ${now} but declares ${to?.join(' or ')}: set a state that the action declares, or add ${now} to its "to".`,
    );
}
