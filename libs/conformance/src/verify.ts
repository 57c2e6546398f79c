import { FeatureRegistry, type Resource } from '@keelson/kernel';
import { AskedPermissions } from './asked.js';
import { bounded } from './bounded.js';
import { documentOf, operationsOf } from './catalog/operations.js';
import { Places } from './catalog/places.js';
import { Sources } from './catalog/sources.js';
import type { Check } from './check.js';
import { access } from './checks/access/access.js';
import { beyondOrganizationJudge } from './checks/access/beyond-organization.js';
import { contract } from './checks/contract/contract.js';
import { gateway } from './checks/gateway/gateway.js';
import { joinJudge } from './checks/gateway/joins.js';
import { refusalJudge } from './checks/gateway/refusals.js';
import { enqueuedJudge } from './checks/inventory/enqueued.js';
import { inventory } from './checks/inventory/inventory.js';
import { checksOf } from './checks/index.js';
import { unrecordedJudge } from './checks/semantics/unrecorded-writes.js';
import { unsafeReadJudge } from './checks/semantics/unsafe-reads.js';
import { semantics } from './checks/semantics/semantics.js';
import { swallowedJudge } from './checks/semantics/swallowed-jobs.js';
import { echoJudge } from './properties/echo.js';
import { hiddenJudge } from './properties/hidden-judge.js';
import { RefusedCreates } from './properties/refused-creates.js';
import { KnownPeople } from './properties/known-people.js';
import { properties } from './properties/properties.js';
import { witnessed } from './contract/witness.js';
import { usualExploration, type Exploration } from './explore/exploration.js';
import { folded } from './folded.js';
import { Heard, listening } from './heard.js';
import type { Judged, Operation } from './judged.js';
import type { Progress } from './progress.js';
import { Minutes } from './minutes.js';
import type { Subject } from './subject.js';
import type { JudgedCheck, Verdict } from './verdict.js';
import { Waits } from './waits.js';
import { openWorld } from './world/open-world.js';

export interface VerifyOptions {
  /** Only the operations of this module, or of these: the name of the feature's folder, or of the Nest module's class. */
  readonly feature?: string | readonly string[] | null;
  /** The project's folder, in which modules are looked for by their text; null for none. The working directory if left out. */
  readonly root?: string | null;
  /** Instead of {@link checksOf} the application. */
  readonly checks?: readonly Check[];
  readonly progress?: Progress;
  /** Seed and number of the drawn sequences of each module; {@link usualExploration} if left out. */
  readonly exploration?: Partial<Exploration>;
}

/** There is no module of the name that was asked for; the message says which there are. */
export class UnknownModuleError extends Error {
  override readonly name = 'UnknownModuleError';
}

/**
 * Judges every module of an application. The subject is left open.
 * @throws UnknownModuleError; Error when people and organizations can't be made, or a check is lost in its waiting
 */
export async function verify(subject: Subject, options: VerifyOptions = {}): Promise<Verdict> {
  const { feature = null, root = process.cwd(), progress } = options;
  const registry = subject.application.get(FeatureRegistry, { strict: false });
  const checks = options.checks ?? (await checksOf(registry));
  const started = performance.now();
  const minutes = new Minutes(progress);
  const { asked, end } = AskedPermissions.listen();
  const done: JudgedCheck[] = [];
  const waits = new Waits();
  try {
    const exploration = { ...usualExploration(typeof feature === 'string'), ...options.exploration };
    const judged = await judge(
      subject,
      { feature, root, asked, exploration, waits },
      checks.includes(contract) ? minutes : null,
    );
    for (const [index, check] of checks.entries()) {
      progress?.begun(check, index + 1, checks.length);
      const begun = performance.now();
      await waits.watch(`The check "${check.name}"`, () => run(check, judged, minutes));
      done.push({
        name: check.name,
        title: check.title,
        seconds: secondsSince(begun),
        ...minutes.sum(check.name),
      });
      progress?.ended(done.at(-1) as JudgedCheck);
    }
    for (const check of checks) check.conclude?.(judged, minutes.of(check));
    return {
      engine: subject.engine,
      startedAt: new Date(started).toISOString(),
      seconds: secondsSince(started),
      feature: typeof feature === 'string' ? feature : null,
      // Again: the contract is judged by every check's exchanges.
      checks: done.map((one) => ({ ...one, ...minutes.sum(one.name) })),
      operations: minutes.operations(judged.operations, checks),
      findings: folded(minutes.findings),
    };
  } finally {
    end();
  }
}

async function judge(
  raw: Subject,
  {
    feature,
    root,
    asked,
    exploration,
    waits,
  }: Required<Pick<VerifyOptions, 'feature' | 'root'>> &
    Pick<Judged, 'exploration'> & { readonly asked: AskedPermissions; readonly waits: Waits },
  minutes: Minutes | null,
): Promise<Judged> {
  const heard = new Heard();
  const people = new KnownPeople();
  const refused = new RefusedCreates();
  const given = people.noting(listening(await bounded(raw, waits), heard));
  const { application } = given;
  const sources = new Sources(root);
  const places = new Places(application, sources);
  const registry = application.get(FeatureRegistry, { strict: false });
  const all = operationsOf(application, places);
  const covers = (module: string) => feature === null || [feature].flat().includes(module);
  const operations = all.filter(({ place }) => covers(place.module));
  // A module without operations may have jobs, events or rows to judge.
  const names = operations.length === 0 ? [...places.names] : [];
  if (operations.length === 0 && !names.some(covers))
    throw new UnknownModuleError(
      `There is no module "${String(feature)}". Available modules: ${names.sort().join(', ')}.`,
    );
  const document = documentOf(application);
  const subject = minutes
    ? witnessed(given, { document, registry }, operations, minutes.of(contract), [
        enqueuedJudge(given, minutes.of(inventory)),
        beyondOrganizationJudge({ registry, subject: given }, minutes.of(access)),
        refusalJudge(minutes.of(gateway)),
        joinJudge({ registry, subject: given }, minutes.of(gateway)),
        unrecordedJudge({ registry, subject: given }, minutes.of(semantics)),
        unsafeReadJudge({ registry, subject: given }, minutes.of(semantics)),
        swallowedJudge(given, minutes.of(semantics)),
        echoJudge({ registry, subject: given }, minutes.of(properties)),
        hiddenJudge({ registry, subject: given }, people, minutes.of(properties)),
        refused.judge,
      ])
    : given;
  return {
    subject,
    heard,
    asked,
    refused,
    registry,
    document,
    operations,
    allOperations: all,
    exploration,
    resources: registry.resources.filter((resource) => isAmong(resource, operations)),
    sources,
    placeOf: (what) => places.of(what),
    placeOfPermission: (name) => places.ofPermission(name, registry),
    covers,
    world: await openWorld(subject, registry, all),
  };
}

function isAmong(resource: Resource, operations: readonly Operation[]): boolean {
  return operations.some((operation) => operation.resource === resource);
}

/** A check that breaks has judged nothing: that must not look like a pass. */
async function run(check: Check, judged: Judged, minutes: Minutes): Promise<void> {
  const proceedings = minutes.of(check);
  try {
    await check.run(judged, proceedings);
  } catch (error) {
    proceedings.found({
      rule: `${check.name}/broken-off`,
      operation: null,
      place: { module: 'the kit' },
      message: `The check threw an error: ${(error as Error).message}`,
      mend: 'This is a bug in the kit, even if a module triggers it. Report it, and include the stack trace below.',
      evidence: { notes: [(error as Error).stack ?? String(error)] },
    });
  }
}

function secondsSince(moment: number): number {
  return Math.round((performance.now() - moment) / 100) / 10;
}
