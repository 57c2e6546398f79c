import type { Finding } from '../finding.js';
import { curlOf } from '../report/evidence.js';
import type { Exchange, StepOutcome } from './invariant.js';
import type { Broken, SequenceRun } from './run-sequence.js';
import { advanceClock, runJobs, type ActorName, type Sequence } from './step.js';

/**
 * A sequence after which something does not hold, for people: the steps as commands, the rows, and how to repeat it.
 * @param file where it is kept; null where it is not
 */
export function findingOf(
  { invariant, violation }: Broken,
  run: SequenceRun,
  sequence: Sequence,
  file: string | null,
): Omit<Finding, 'check'> {
  const { operation, message, fix, rows, place } = violation;
  const last = run.outcomes.at(-1);
  const exchange = last?.exchanges.find((one) => one.operation === operation) ?? last?.exchanges[0];
  return {
    rule: `sequences/${invariant.name}`,
    operation: operation?.title ?? exchange?.operation.title ?? null,
    place: place ?? operation?.place ?? invariant.place,
    message,
    mend: fix,
    evidence: {
      ...(exchange && { inquiry: exchange.inquiry, answer: exchange.answer }),
      notes: [
        ['Steps:', ...stepsAsCommands(run.outcomes)].join('\n'),
        ...(rows.length > 0 ? [['Rows:', ...rows].join('\n')] : []),
        `To repeat: npm run verify -- --feature ${sequence.module} --seed ${sequence.seed} --sequences ${sequence.number} (found in sequence ${sequence.number})${file === null ? '; to repeat it first in later runs, add --keep' : `; saved in ${file}`}`,
      ],
    },
  };
}

/** Numbered `curl` lines; ids of rows that a step makes are variables, which the step sets. */
export function stepsAsCommands(outcomes: readonly StepOutcome[]): string[] {
  const names = new Map<string, string>();
  return outcomes.flatMap((outcome, index) => {
    const number = `${index + 1}.`;
    if (outcome.exchanges.length === 0) return [`${number} ${withoutRequest(outcome)}`];
    const isCrowd = outcome.exchanges.length > 1;
    return outcome.exchanges.map((exchange, at) => {
      const name = `ID${index + 1}${isCrowd ? `_${at + 1}` : ''}`;
      const line = command(exchange, names);
      const id = madeBy(exchange);
      if (id !== null) names.set(id, name);
      const head = isCrowd
        ? `${number}${at + 1} concurrently, as ${exchange.deed.actor}`
        : `${number} as ${exchange.deed.actor}`;
      return `${head} (${exchange.answer.status}): ${id === null ? line : `${name}=$(${line.replace('-sS -i', '-sS')} | jq -r .id)`}`;
    });
  });
}

function withoutRequest({ step }: StepOutcome): string {
  if (step.operation === advanceClock) return 'the clock is advanced';
  if (step.operation !== runJobs) return step.operation;
  switch (step.fault?.kind) {
    case 'outgoing':
      return `all jobs run; call ${step.fault.call} to another system fails, and its job runs again`;
    case 'abort':
      return `all jobs run; the worker dies at write statement ${step.fault.statement}, and the job runs again`;
    case 'unmarked':
      return 'all jobs run; the worker dies before it marks each job as done, and the jobs run again';
    default:
      return 'all jobs run';
  }
}

function command({ inquiry, deed }: Exchange, names: ReadonlyMap<string, string>): string {
  const { 'x-request-id': _, ...headers } = inquiry.headers ?? {};
  let line = curlOf({ ...inquiry, headers }).replaceAll(/\s*\\\n\s*/g, ' ');
  line = line.replaceAll('$TOKEN', `$${variableOf(deed.actor)}`);
  for (const [id, name] of names) line = line.replaceAll(id, `'"$${name}"'`);
  return line;
}

/** `$FIRST_MEMBER`: holds the token of the person. */
function variableOf(actor: ActorName): string {
  return actor.toUpperCase().replaceAll(' ', '_');
}

function madeBy({ answer }: Exchange): string | null {
  const id = (answer.json as { readonly id?: unknown } | null)?.id;
  return answer.status === 201 && typeof id === 'string' ? id : null;
}
