import {
  authorize,
  currentContext,
  facePoint,
  FeatureRegistry,
  Invoker,
  isOutcome,
  JobOutcome,
  RemovedOutcome,
  Replay,
  ValueOutcome,
  ViewOutcome,
  withContext,
  type CatalogOperation,
  type ConcreteType,
  type DomainError,
  type EnqueuedJob,
  type Invocation,
  type InvokingFace,
  type Outcome,
  type Resource,
  type Row,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { faultPoint } from '@keelson/sql/ports';
import { asAudience, ScopedStores, SqlDatabase } from '@keelson/sql/ports';
import { counter } from '@keelson/runtime/ports';
import { withoutAdded } from './added-input.js';
import { OperationGates } from './operation-gates.js';
import { IdempotencyKeys, type Claim } from './idempotency-keys.js';
import { ReferenceChecker } from './reference-checker.js';
import { refuseUnaccepted } from './refuse-unaccepted.js';
import { RowCreations } from './row-creations.js';
import { RunningOperation } from './running-operation.js';
import { outcomeOf, storedAnswer, type StoredAnswer } from './stored-answer.js';

const beforeCommit = faultPoint('operation.before-commit', 'api');
const afterCommit = faultPoint('operation.after-commit', 'api');

const idempotencyReplays = counter({
  name: 'keelson_idempotency_replays_total',
  help: 'Requests that returned the stored response of an earlier request with the same idempotency key.',
});

/** {@link Invoker}: claim, transaction with reruns, state machine, answer. */
@Injectable()
export class OperationInvoker extends Invoker {
  constructor(
    private readonly database: SqlDatabase,
    private readonly stores: ScopedStores,
    private readonly keys: IdempotencyKeys,
    private readonly references: ReferenceChecker,
    private readonly registry: FeatureRegistry,
    private readonly gates: OperationGates,
  ) {
    super();
  }

  override invoke(invocation: Invocation): Promise<Outcome | Replay> {
    const { operation, face } = invocation;
    authorize(currentContext().caller, operation.access);
    if (!face) this.refusePastFaces(invocation);
    // A promise for each step would cost more than the step: reads that nobody wrote have one.
    if (operation.supplied && operation.reads && face) return readSupplied(operation, face);
    return operation.gates.length > 0
      ? this.gates.pass(invocation).then(() => this.run(invocation))
      : this.run(invocation);
  }

  private run(invocation: Invocation): Promise<Outcome | Replay> {
    const { operation, face } = invocation;
    if (operation.reads) return asAudience(operation.resource, () => this.read(invocation));
    // The face's own work goes on by its name; REST's log line bears that of the operation.
    if (face) currentContext().operation = operation.name;
    const write = () => asAudience(operation.resource, () => this.write(invocation));
    // Values that the caller's own operation was given are for its row.
    return face ? write() : withContext({ operation: operation.name, added: undefined }, write);
  }

  /** @throws Error when the caller is no face that the start has proven; DomainError `validation_failed` */
  private refusePastFaces(invocation: Invocation): void {
    const { name, onlyOnRest } = invocation.operation;
    if (this.registry.contributions(facePoint).length === 0)
      throw new Error(
        "Operations are called by a transport other than REST, but no module contributes a face: add face('…') to Feature.declare({ … }).",
      );
    if (onlyOnRest !== null) throw new Error(`Only REST can call "${name}": ${onlyOnRest}.`);
    refuseUnaccepted(invocation);
  }

  override async invokeMany(
    operation: CatalogOperation,
    inputs: readonly object[],
  ): Promise<readonly (DomainError | null)[]> {
    if (operation.gateWithin) await this.gates.enter(operation);
    const creations = new RowCreations(operation, this.database, this.stores, this.references);
    return withoutAdded(() => creations.create(inputs));
  }

  private async read(invocation: Invocation): Promise<Outcome> {
    const result = await this.running(invocation).call();
    return isOutcome(result) ? result : new ValueOutcome(result);
  }

  private async write(invocation: Invocation): Promise<Outcome | Replay> {
    const { operation } = invocation;
    const claimed = await this.claim(invocation);
    if (claimed && 'answer' in claimed) return this.repeat(operation, claimed.answer);
    try {
      return operation.preparation
        ? await this.gates.prepared(invocation, (prepared) => this.transact(invocation, claimed, prepared))
        : await this.transact(invocation, claimed);
    } catch (error) {
      // Also when the request's time is over: else the client that tries again would be told to wait for the lease.
      if (claimed) await withContext({ deadline: undefined }, () => this.keys.release(claimed));
      throw error;
    } finally {
      if (claimed) this.keys.end(claimed);
    }
  }

  private async transact(
    invocation: Invocation,
    claimed: Claim | null,
    prepared?: unknown,
  ): Promise<Outcome> {
    const { operation, face } = invocation;
    const outcome = await this.database.separateTransaction(async () => {
      if (operation.gateWithin) await this.gates.enter(operation);
      const running = this.running(invocation, prepared);
      const made = await this.finish(operation, running, await running.call());
      if (claimed) await this.keys.complete(claimed, storedAnswer(operation, made, face?.note()));
      beforeCommit();
      return made;
    });
    afterCommit();
    return outcome;
  }

  private running(invocation: Invocation, prepared?: unknown): RunningOperation {
    return new RunningOperation(invocation, this.stores, this.references, prepared);
  }

  private async claim(invocation: Invocation): Promise<Claim | { readonly answer: StoredAnswer } | null> {
    const { key, operation } = invocation;
    // Without a caller the key would be anyone's to guess.
    if (key === undefined || operation.keyedBy === null || !currentContext().caller) return null;
    return this.keys.claim(key, invocation);
  }

  private async finish(
    operation: CatalogOperation,
    running: RunningOperation,
    result: unknown,
  ): Promise<Outcome> {
    const { resource, verb } = operation;
    const hidden = resource && verb !== 'free' ? this.stores.viewsOf(resource).hidden() : [];
    if (operation.accepts) return new JobOutcome(result as EnqueuedJob);
    if (!resource || verb === 'free') return new ValueOutcome(result);
    if (verb === 'remove') {
      // A row that is kept is moved into its last state, and written with its event.
      if (operation.to) await this.settle(operation, resource, await running.row());
      return new RemovedOutcome();
    }
    // The method has written its row, and shows it in a class of its own.
    if (verb === 'create' && result instanceof ViewOutcome)
      return new ViewOutcome(result.view, { ...result.row, created: true }, { hidden });
    const row = result instanceof resource.entity ? (result as Row) : await running.row();
    // Also what a method has changed after it inserted the row: the answer shows it, so it is written.
    await this.settle(operation, resource, row);
    const own = result === undefined || result instanceof resource.entity;
    const view = own ? this.stores.viewsOf(resource).shownOf(row) : shownBy(result);
    const written = { id: row.id, version: row.version, created: verb === 'create' };
    return new ViewOutcome(view as ViewOutcome['view'], written, { hidden });
  }

  /** Moves the state that the action declares, and writes what changed. */
  private async settle(operation: CatalogOperation, resource: Resource, row: Row): Promise<void> {
    if (operation.to && resource.state) moveTo(operation, resource.state.name, row);
    await this.stores.of(resource.entity as ConcreteType<Row>).saveAs(row, operation.emits);
  }

  private async repeat(operation: CatalogOperation, answer: StoredAnswer): Promise<Replay> {
    idempotencyReplays.inc();
    const { resource } = operation;
    const views = answer.row && resource ? this.stores.viewsOf(resource) : null;
    const present = answer.row ? (await views?.byIds([answer.row]))?.get(answer.row) : undefined;
    return new Replay(outcomeOf(operation, answer, present ?? {}, views?.hidden() ?? []), answer.status);
  }
}

/** A list or read as its resource supplies it, of a request. */
function readSupplied({ handler, arguments: plans }: CatalogOperation, face: InvokingFace): Promise<Outcome> {
  const args = [...face.given];
  for (const plan of plans.all) if (plan.kind === 'query') args[plan.index] = plan.read(args[plan.index]);
  return handler.method.apply(face.host, args) as Promise<Outcome>;
}

/** What a method answers with instead of its row. */
function shownBy(result: unknown): unknown {
  return result instanceof ViewOutcome ? result.view : result;
}

/** @throws Error when the method of an action that may end in several states has left the row in none of them */
function moveTo({ name, to }: CatalogOperation, state: string, row: Row): void {
  if (to?.length === 1) Object.assign(row, { [state]: to[0] });
  const now = String((row as unknown as Record<string, unknown>)[state]);
  if (!to?.includes(now))
    throw new Error(
      `${name} leaves the row in the state ${now} but declares ${to?.join(' or ')}: set a state that the action declares, or add ${now} to its "to".`,
    );
}
