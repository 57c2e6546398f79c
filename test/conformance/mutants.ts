import 'reflect-metadata';
import { checks, verify, type Finding, type VerifyOptions } from '@keelson/conformance';
import { FeatureRegistry, listedIn, pathsOf } from '@keelson/kernel';
import type { Type } from '@nestjs/common';
import { mutants as general, refusedMutants, type Mutant } from '../../libs/conformance/mutants/index.js';
import type { Engine, TestServers } from '@keelson/testing/servers';
import invitationForAnother from './invitation-for-another.mutant.js';
import { startSubject } from './subject.js';

/** Those that any application could have, and those that are about the people of this one. */
export const mutants: readonly Mutant[] = [...general, invitationForAnother];

/** What became of one mutant. */
export interface MutantResult {
  readonly name: string;
  readonly mistake: string;
  readonly caughtBy: string;
  readonly isCaught: boolean;
  /** The rules of all findings in the module with the mistake. */
  readonly rules: readonly string[];
  /** Findings in its twin, where there is nothing to find. */
  readonly falseAlarms: readonly Finding[];
}

export interface MutantOptions {
  /** Only those whose names begin like one of these. */
  readonly only?: readonly string[];
  /** Fills tables with rows only where a mutant is meant for the query budgets; that takes most of the time. */
  readonly isQuick?: boolean;
  /** Only this check of the kit; all of them for null. */
  readonly check?: string | null;
  /** Drawn sequences of each mutant that is meant for them, and their seed. */
  readonly exploration?: NonNullable<VerifyOptions['exploration']>;
  /** Told how far it is. */
  readonly told?: (line: string) => void;
}

/**
 * Mounts mutants side by side in one application and their twins in another, judges both, and says of each mutant whether
 * the rule that it is meant for has found it.
 */
export async function judgeMutants(
  engine: Engine,
  servers: TestServers,
  options: MutantOptions = {},
): Promise<MutantResult[]> {
  const chosen = mutants.filter(({ name }) => options.only?.some((start) => name.startsWith(start)) ?? true);
  const [broken, clean] = [new Map<Mutant, readonly Finding[]>(), new Map<Mutant, readonly Finding[]>()];
  const failures: Finding[] = [];
  for (const together of batchesOf(chosen, options.isQuick ?? false))
    for (const [isBroken, all] of [
      [true, broken],
      [false, clean],
    ] as const) {
      const { byMutant, ofTheKit } = await findingsOf(engine, servers, together, isBroken, options);
      for (const [mutant, findings] of byMutant) all.set(mutant, findings);
      failures.push(...ofTheKit);
    }
  return [
    ...chosen.map((mutant): MutantResult => {
      const rules = [
        ...new Set(
          (broken.get(mutant) ?? []).flatMap((one) => [
            one.rule,
            ...(one.also ?? []).map(({ rule }) => rule),
          ]),
        ),
      ].sort();
      const { name, mistake, caughtBy } = mutant;
      const isCaught = rules.includes(caughtBy);
      return { name, mistake, caughtBy, isCaught, rules, falseAlarms: clean.get(mutant) ?? [] };
    }),
    ...(options.only || options.check ? [] : await judgeRefused(engine, servers)),
    ...(failures.length > 0 ? [ofTheKit(failures)] : []),
  ];
}

/** So many are mounted together: one operation is tried with the rows of all resources, so more would take longer. */
const mostTogether = 18;

/** Sequences of each mutant that is meant for them, and of each other one. */
const sequencesFor = { sequences: 16, others: 1 } as const;

function batchesOf(chosen: readonly Mutant[], isQuick: boolean): Mutant[][] {
  const drawn = chosen.filter((one) => isForSequences(one));
  if (drawn.length > 0 && drawn.length < chosen.length)
    return [
      ...batchesOf(
        chosen.filter((one) => !drawn.includes(one)),
        isQuick,
      ),
      ...batchesOf(drawn, isQuick),
    ];
  if (isQuick) {
    const budgets = chosen.filter((one) => isForBudgets(one));
    const others = chosen.filter((one) => !isForBudgets(one));
    return [...batchesOf(others, false), ...batchesOf(budgets, false)];
  }
  const count = Math.ceil(chosen.length / mostTogether);
  return Array.from({ length: count }, (_, index) => chosen.filter((__, at) => at % count === index));
}

function isForBudgets(mutant: Mutant | undefined): boolean {
  return mutant?.caughtBy.startsWith('budgets/') ?? false;
}

function isForSequences(mutant: Mutant | undefined): boolean {
  return mutant?.caughtBy.startsWith('sequences/') ?? false;
}

function checksFor(
  first: Mutant | undefined,
  { isQuick = false, check = null }: MutantOptions,
): typeof checks {
  if (check !== null) return checks.filter(({ name }) => name === check);
  return isQuick && !isForBudgets(first) ? checks.filter(({ name }) => name !== 'budgets') : checks;
}

/** A check that broke off has judged nothing, whatever it found before. */
function ofTheKit(failures: readonly Finding[]): MutantResult {
  const rules = [...new Set(failures.map(({ rule }) => rule))];
  const mistake = 'A check of the kit fails with an error.';
  return { name: 'the kit', mistake, caughtBy: 'none', isCaught: false, rules, falseAlarms: failures };
}

interface Found {
  readonly byMutant: ReadonlyMap<Mutant, readonly Finding[]>;
  /** Errors of the kit itself. */
  readonly ofTheKit: readonly Finding[];
}

/** The findings of one application, by the mutant in whose module they are. */
async function findingsOf(
  engine: Engine,
  servers: TestServers,
  chosen: readonly Mutant[],
  isBroken: boolean,
  options: MutantOptions,
): Promise<Found> {
  const built = chosen.map((mutant) => ({ mutant, module: mutant.build(isBroken) }));
  const subject = await startSubject(engine, servers, { modules: built.map(({ module }) => module) });
  try {
    const registry = subject.application.get(FeatureRegistry, { strict: false });
    const { findings } = await verify(subject, {
      // What is mounted outside Nest belongs to a mutant, too.
      feature: [...built.map(({ module }) => module.name), 'mounted outside Nest'],
      checks: checksFor(chosen[0], options),
      exploration: {
        sequences: isForSequences(chosen[0]) ? sequencesFor.sequences : sequencesFor.others,
        ...options.exploration,
      },
      progress: {
        begun: () => undefined,
        held: () => undefined,
        found: ({ rule, place: { module }, message, evidence }) =>
          options.told?.(
            `${isBroken ? 'mutants' : 'twins'}: ${module}: ${rule}${isOfTheKit(rule) ? `: ${message} ${evidence.notes?.join(' ')}` : ''}`,
          ),
        ended: ({ name, seconds }) =>
          options.told?.(`${isBroken ? 'mutants' : 'twins'}: ${name}, ${seconds} s`),
      },
    });
    const byMutant = new Map(
      built.map(({ mutant, module }) => {
        const names = namesOf(module, registry);
        return [mutant, findings.filter((finding) => isOf(finding, names))];
      }),
    );
    return { byMutant, ofTheKit: findings.filter(({ rule }) => isOfTheKit(rule)) };
  } finally {
    await subject.close();
  }
}

function isOfTheKit(rule: string): boolean {
  return rule.endsWith('/broken-off');
}

/** What findings call the module: its class, the paths of its resources, what its routes begin with. */
function namesOf(module: Type, registry: FeatureRegistry): ReadonlySet<string> {
  const controllers = listedIn<Type>(module, 'controllers');
  const paths = controllers.flatMap(pathsOf);
  const resources = registry.resources.map(({ path }) => path).filter((path) => paths.includes(`v1/${path}`));
  return new Set([module.name, ...resources, ...paths.map((path) => `/${path}`)]);
}

function isOf({ place, operation }: Finding, names: ReadonlySet<string>): boolean {
  if (names.has(place.module)) return true;
  const path = operation?.split(' ')[1] ?? '';
  return names.has(path.split('/').slice(0, 3).join('/'));
}

/** Mistakes that the boot refuses, with the message that was expected; their twins boot. */
async function judgeRefused(engine: Engine, servers: TestServers): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const { name, mistake, caughtBy, message, build } of refusedMutants) {
    const [broken, clean] = [
      await refusalOf(engine, servers, () => build(true)),
      await refusalOf(engine, servers, () => build(false)),
    ];
    const falseAlarms = clean === null ? [] : [alarm(name, clean)];
    const isCaught = broken !== null && message.test(broken);
    results.push({ name, mistake, caughtBy, isCaught, rules: broken === null ? [] : [broken], falseAlarms });
  }
  return results;
}

async function refusalOf(engine: Engine, servers: TestServers, make: () => Type): Promise<string | null> {
  try {
    const subject = await startSubject(engine, servers, { modules: [make()] });
    await subject.close();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function alarm(name: string, message: string): Finding {
  return {
    check: 'inventory',
    rule: 'boot',
    operation: null,
    place: { module: name },
    message,
    mend: 'Fix the error that keeps the twin from starting. A twin must start, because it contains no planted bug.',
    evidence: {},
  };
}

/** A line for each, and the sum that everybody looks for. */
export function linesOf(results: readonly MutantResult[]): string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  const caught = results.filter(({ isCaught }) => isCaught).length;
  const alarms = results.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
  return [
    ...results.flatMap(({ name, caughtBy, isCaught, rules, falseAlarms }) => [
      `  ${isCaught ? '✓' : '✗'} ${name.padEnd(width)}  ${caughtBy}${isCaught ? '' : ` (rules with findings instead: ${rules.join(', ') || 'none'})`}`,
      ...falseAlarms.map(
        (one) => `      false alarm in its twin: ${one.rule} ${one.operation ?? ''} ${one.message}`,
      ),
    ]),
    `mutants caught ${caught}/${results.length}, false alarms ${alarms}`,
  ];
}
