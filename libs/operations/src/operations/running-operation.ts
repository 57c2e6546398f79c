import {
  idOf,
  readInput,
  versionMismatch,
  wrongState,
  type CatalogOperation,
  type ConcreteType,
  type Invocation,
  type Row,
} from '@keelson/kernel';
import type { ScopedStores } from '@keelson/sql/ports';
import { AddedInput } from './added-input.js';
import type { ReferenceChecker } from './reference-checker.js';

/** One run of an operation, in a transaction of its own if it writes: its row, its input, and the call of its method. */
export class RunningOperation {
  private readonly operation: CatalogOperation;
  /** How the operation itself names its row; null where the invocation does. */
  private readonly ownId: (() => string) | null;
  private found: Promise<Row> | null = null;

  constructor(
    private readonly invocation: Invocation,
    private readonly stores: ScopedStores,
    private readonly references: ReferenceChecker,
    private readonly prepared: unknown,
  ) {
    this.operation = invocation.operation;
    const { all } = this.operation.arguments;
    this.ownId =
      all.map((plan) => (plan.kind === 'row' ? plan.idOf : null)).find((one) => one !== null) ?? null;
  }

  /**
   * Reads the parameters and the input, finds the row, checks references, then calls the method. A merge patch is read once the row is there.
   * @returns what the method does
   * @throws DomainError `not_found`, `version_mismatch`, `wrong_state`, `validation_failed`, `reference_not_found`
   */
  async call(): Promise<unknown> {
    const { handler, arguments: plans, verb } = this.operation;
    const { face } = this.invocation;
    const host = face?.host ?? handler.instance();
    if (!host)
      throw new Error(
        `${handler.type.name} is created for each request, so only REST can call "${this.operation.name}".`,
      );
    const args: unknown[] = face ? [...face.given] : [];
    // Parameters and a body that no row could make right are refused before any row is locked.
    for (const plan of plans.all)
      if (plan.kind === 'query') args[plan.index] = plan.read(face ? args[plan.index] : this.unnamed());
    const merges = verb === 'update' || this.ownId !== null;
    let input = !merges && plans.input ? this.read(plans.input) : null;
    if (merges || plans.all.some(({ kind }) => kind === 'row')) await this.row();
    if (plans.input) {
      input ??= this.read(plans.input, await this.row());
      await this.references.check(plans.input, input);
    }
    const added = input && new AddedInput(this.operation, input);
    if (verb === 'update') added?.giveTo(await this.row());
    for (const plan of plans.all) {
      if (plan.kind === 'row') args[plan.index] = await this.row();
      else if (plan.kind === 'input') args[plan.index] = input;
      else if (plan.kind === 'prepared') args[plan.index] = this.prepared;
      else if (!face && plan.kind === 'id') args[plan.index] = this.invocation.id;
      else if (!face && plan.kind === 'params') args[plan.index] = this.invocation.params ?? {};
      else if (!face && plan.kind === 'param')
        args[plan.index] = plan.name === 'id' ? this.invocation.id : this.invocation.params?.[plan.name];
    }
    const apply = () => handler.method.apply(host, args) as unknown;
    return verb === 'create' && added ? added.whileCreating(apply) : apply();
  }

  /** The parameters that the method does not take by their names. */
  private unnamed(): Readonly<Record<string, unknown>> {
    const named = this.operation.arguments.all.flatMap((plan) => (plan.kind === 'param' ? plan.name : []));
    const { params = {} } = this.invocation;
    if (named.length === 0) return params;
    return Object.fromEntries(Object.entries(params).filter(([name]) => !named.includes(name)));
  }

  /** The row that the invocation names, locked; the same object for every asker. */
  row(): Promise<Row> {
    return (this.found ??= this.find());
  }

  private async find(): Promise<Row> {
    const entity = this.operation.arguments.entity as ConcreteType<Row>;
    const [row] = (await this.stores.of(entity).lock([this.ownId?.() ?? idOf(this.invocation.id)])) as [Row];
    // The caller was shown no version of a row that the operation itself names: its resource has no ETag.
    const expects = this.ownId ? undefined : this.invocation.expects;
    if (expects && !expects.includes(row.version))
      throw versionMismatch({
        detail: `The row is at version ${row.version}; read it again, then retry the change.`,
      });
    this.refuseState(row);
    return row;
  }

  private refuseState(row: Row): void {
    const { from, resource } = this.operation;
    if (!from || !resource?.state) return;
    const present = String((row as unknown as Record<string, unknown>)[resource.state.name]);
    if (!from.includes(present))
      throw wrongState({
        detail: `The ${resource.name} is ${present}; it must be ${from.join(' or ')}.`,
      });
  }

  private read(type: ConcreteType, current?: Row): object {
    return readInput(type, this.invocation.input, current);
  }
}
