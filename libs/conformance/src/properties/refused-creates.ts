import type { Operation, RefusedBodies } from '../judged.js';
import type { Answer, Inquiry } from '../subject.js';
import type { Asking } from '../checks/access/asking.js';
import { problemOf } from '../checks/contract/requests.js';
import { sendLines } from '../checks/semantics/import-outcome.js';
import { Ledger } from '../checks/semantics/ledger.js';
import { Trials } from '../checks/semantics/trial.js';
import { isStreamed, resourceOfLines } from '../checks/streamed.js';
import { isOfOrganizations, membersOf, type ExchangeJudge, type Members } from './exchange.js';

/** Different refusals that are kept of one operation, and lines that are sent of them. */
const mostKept = 60;
/** What a body is refused with for what it holds. */
const forItsContent: readonly number[] = [400, 409, 422];

/** Bodies of create requests that were refused during the run, whichever check has sent them. */
export class RefusedCreates implements RefusedBodies {
  private readonly bodies = new Map<Operation, Map<string, Members>>();

  readonly judge: ExchangeJudge = (operation, { body, person }, answer) => {
    const sent = membersOf(body);
    if (operation.meta?.verb !== 'create' || !sent || !person) return;
    if (!forItsContent.includes(answer.status)) return;
    const kept = this.bodies.get(operation) ?? new Map<string, Members>();
    this.bodies.set(operation, kept);
    const why = whyOf(answer);
    if (kept.size < mostKept && !kept.has(why)) kept.set(why, sent);
  };

  of(operation: Operation): readonly Members[] {
    return [...(this.bodies.get(operation)?.values() ?? [])];
  }
}

function whyOf(answer: Answer): string {
  const problem = problemOf(answer);
  return JSON.stringify([problem?.code, problem?.errors]);
}

/** What a create request is refused for, a line of an import is refused for. */
export async function judgeRefusedLines(asking: Asking, refused: RefusedBodies): Promise<void> {
  const { operations, registry } = asking.judged;
  const trials = new Trials(asking, new Ledger(asking.judged));
  for (const operation of operations) {
    const resource = isStreamed(operation) ? resourceOfLines(registry, operation) : undefined;
    const creating = operations.find((one) => one.resource === resource && one.meta?.verb === 'create');
    if (!resource?.create || !isOfOrganizations(resource) || !creating) continue;
    const lines: { readonly inquiry: Inquiry; readonly answer: Answer; readonly body: Members }[] = [];
    for (const body of refused.of(creating)) {
      const one = await refusedAgain(asking, creating, body);
      if (one) lines.push({ ...one, body });
    }
    if (lines.length === 0) continue;
    const one = { operation, resource, input: resource.create };
    const outcome = await sendLines(
      trials,
      one,
      lines.map(({ body }) => body),
    );
    if (outcome.rows.length === 0) {
      asking.held('import-accepts', operation);
      continue;
    }
    const known =
      lines.find(({ body }) => outcome.rows.some((row) => row['name'] === body['name'])) ?? lines[0];
    trials.found(
      one,
      'import-accepts',
      `${operation.title} creates ${outcome.rows.length} rows from ${lines.length} lines that ${creating.title} rejects, one of them with ${known?.answer.status} ${problemOf(known?.answer as Answer)?.code}.`,
      "Put the rules for new rows in the input class or in create() itself: an import does not run the route's guards, pipes and interceptors.",
      outcome.inquiry,
      outcome.answer,
      `Refused by ${creating.title}: ${JSON.stringify(known?.body)}`,
      `Created by the import: ${JSON.stringify(outcome.rows[0])}`,
    );
  }
}

/** Whether the owner is refused with it too, now and without special headers. */
async function refusedAgain(
  asking: Asking,
  creating: Operation,
  body: Members,
): Promise<{ readonly inquiry: Inquiry; readonly answer: Answer } | null> {
  const inquiry = await asking.inquiry(creating, asking.judged.world.owner, { body });
  const answer = await asking.send(inquiry);
  return forItsContent.includes(answer.status) ? { inquiry, answer } : null;
}
