import { sampleFor, ServerClock } from '@keelson/platform';
import type { JobRun, Worker } from '../checks/job-run.js';
import { sequenceMark } from '../contract/witness.js';
import type { Judged } from '../judged.js';
import type { Inquiry } from '../subject.js';
import { atOnce } from './barrier.js';
import type { MovedClock } from './clock.js';
import { Draws, seedOf } from './draws.js';
import { withFault } from './faults.js';
import type { Exchange, StepJob, StepOutcome } from './invariant.js';
import type { Scene } from './scene.js';
import type { Snapshots } from './snapshot.js';
import { isAboutRow, type Stage, type StagedOperation } from './stage.js';
import { advanceClock, deedsOf, runJobs, type Deed, type Step } from './step.js';
import { drawnBody } from './values.js';
import type { Work } from './work.js';

/** How often what a step leaves is done before the next step; else it is left for later. */
const doneAtOnce = 0.75;

/** A request, ready to be sent. */
interface Prepared extends Omit<Exchange, 'answer'> {
  readonly staged: StagedOperation;
}

/** Carries steps out in a scene. */
export class Player {
  private readonly operations: ReadonlyMap<string, StagedOperation>;
  /** Whether work is left that somebody's request has asked for. */
  private isBehind = false;

  constructor(
    private readonly judged: Judged,
    stage: Stage,
    private readonly scene: Scene,
    private readonly work: Work,
    private readonly snapshots: Snapshots,
    private readonly clock: MovedClock,
  ) {
    this.operations = new Map(stage.operations.map((one) => [one.operation.title, one]));
  }

  /** @returns what has become of it; null where nothing could be done */
  async play(step: Step): Promise<StepOutcome | null> {
    if (step.operation === runJobs) return this.playJobs(step);
    if (step.operation === advanceClock) return this.playClock(step);
    const prepared = await this.prepare(step);
    if (prepared.length === 0) return null;
    const before = await this.scene.rows();
    const exchanges = await this.send(prepared, step.order);
    this.isBehind ||= exchanges.some(leavesWork);
    const isDoneNow =
      step.isDoneAtOnce === true || step.fault || new Draws(seedOf(step.seed, 'work')).happens(doneAtOnce);
    const answered = await this.scene.rows();
    const runs = this.isBehind && isDoneNow ? await this.runJobs(step) : [];
    const after = runs.length > 0 ? await this.scene.rows() : answered;
    this.noteMade(step, exchanges);
    return this.outcome({ step, exchanges, before, answered, after }, runs);
  }

  private outcome(
    known: Omit<StepOutcome, 'jobs' | 'endless' | 'written' | 'hasWorkLeft'>,
    runs: readonly JobRun[],
  ): StepOutcome {
    const statements = [...known.exchanges.map(({ answer }) => answer), ...runs].flatMap(
      (one) => one.statements,
    );
    const workers = [...new Set(runs.map(({ by }) => by))];
    const jobOf = ({ type, processing }: Worker): StepJob => ({
      name: processing.job.name,
      place: this.judged.placeOf(type),
    });
    const { endless } = this.work;
    return {
      ...known,
      written: this.snapshots.writtenBy(statements),
      hasWorkLeft: this.isBehind,
      jobs: workers.map(jobOf),
      endless: runs.length > 0 && endless ? jobOf(endless) : null,
    };
  }

  private async send(prepared: readonly Prepared[], order: Step['order']): Promise<Exchange[]> {
    const { subject } = this.judged;
    const send = async (one: Prepared): Promise<Exchange> => ({
      ...one,
      answer: await subject.send(one.inquiry),
    });
    if (!order)
      return atOnce(
        prepared.map((one) => () => send(one)),
        this.snapshots.names,
      );
    const exchanges: Exchange[] = [];
    for (const one of order.flatMap((index) => prepared[index] ?? [])) exchanges.push(await send(one));
    return exchanges;
  }

  private async playJobs(step: Step): Promise<StepOutcome> {
    const before = await this.scene.rows();
    const runs = await this.runJobs(step);
    const after = runs.length > 0 ? await this.scene.rows() : before;
    return this.outcome({ step, exchanges: [], before, answered: before, after }, runs);
  }

  /** Jobs whose time has come by it are done. */
  private async playClock(step: Step): Promise<StepOutcome> {
    await this.clock.advance(step.seed);
    await this.scene.signInAgain();
    return this.playJobs(step);
  }

  private async runJobs({ fault }: Step): Promise<readonly JobRun[]> {
    const { application } = this.judged.subject;
    this.isBehind = false;
    return this.work.run(fault && withFault(application, fault));
  }

  /** All requests of a step about one row; none when there is no such row. */
  private async prepare(step: Step): Promise<Prepared[]> {
    const first = this.operations.get(step.operation);
    if (!first) return [];
    let id: string | null = null;
    if (isAboutRow(first) && first.resource && step.row) {
      const row = this.scene.named(step.row, first.resource, await this.scene.rows());
      if (!row && first.resource.tenancy === 'organization') return [];
      id = row?.id ?? (await this.judged.world.rowOf(this.scene.owner, first.resource));
      if (id === null) return [];
    }
    const all: Prepared[] = [];
    for (const deed of deedsOf(step)) {
      const one = await this.request(step, deed, id);
      if (one) all.push(one);
    }
    return all;
  }

  private async request(step: Step, deed: Deed, id: string | null): Promise<Prepared | null> {
    const staged = this.operations.get(deed.operation);
    if (!staged) return null;
    const { operation } = staged;
    const { world } = this.judged;
    const { owner } = this.scene;
    const { url, headers, missing } = await world.addressOf(operation, owner, id ?? undefined);
    if (missing.length > 0) return null;
    const body = await this.bodyFor(step, deed, staged, id);
    const person = await this.scene.actor(deed.actor);
    const inquiry: Inquiry = {
      method: operation.method,
      url,
      person,
      headers: { ...headers, 'x-request-id': `${sequenceMark}${crypto.randomUUID()}` },
      ...(body !== undefined && { body }),
    };
    return { deed, staged, operation, person, permissions: this.scene.permissionsOf(deed.actor), inquiry };
  }

  private async bodyFor(
    step: Step,
    deed: Deed,
    { operation }: StagedOperation,
    id: string | null,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { judged, scene } = this;
    const plain = await judged.world.bodyFor(operation, scene.owner, id ?? undefined);
    if (plain === undefined || deed.seed === 0 || !operation.input) return plain;
    const source = {
      judged,
      scene,
      rows: await scene.rows(),
      references: new Draws(seedOf(step.seed, 'references')),
      nowMs: judged.subject.application.get(ServerClock, { strict: false }).ms(),
    };
    const hasSample =
      operation.meta !== undefined && sampleFor(judged.registry, operation.meta.name) !== undefined;
    return drawnBody(source, operation, plain, deed.seed, hasSample);
  }

  private noteMade({ number, operation }: Step, exchanges: readonly Exchange[]): void {
    const resource = this.operations.get(operation)?.resource;
    const [first] = exchanges;
    const id = (first?.answer.json as { readonly id?: unknown } | null)?.id;
    if (resource && first?.answer.status === 201 && typeof id === 'string')
      this.scene.note(number, resource, id);
  }
}

const leaving = /\binto\s+["`]?(?:jobs|outbox_events)\b/i;

function leavesWork({ answer }: Exchange): boolean {
  return answer.status < 300 && answer.statements.some(({ text }) => leaving.test(text));
}
