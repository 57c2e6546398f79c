import type { Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { evidenceOf } from '../contract/requests.js';
import type { Trials } from './trial.js';

/** How often two rows are removed at once. */
const rounds = 4;

/**
 * Where the last row of a collection cannot be removed, two requests at once do not remove the last two: each finds the
 * other's row still there, unless they wait for each other. Tried in an organization where nobody else writes.
 */
export async function judgeLastRows(trials: Trials): Promise<void> {
  const { judged } = trials.asking;
  for (const operation of judged.operations) {
    const { resource, meta } = operation;
    if (meta?.verb !== 'remove' || !resource?.create || resource.softRemoval) continue;
    const person = await judged.subject.openOrganization();
    if (await keepsOne(trials, operation, resource, person))
      await judgePairs(trials, operation, resource, person);
  }
}

/** Whether the first of two rows can be removed, and the second one then not. One is left. */
async function keepsOne(
  trials: Trials,
  operation: Operation,
  resource: Resource,
  person: Person,
): Promise<boolean> {
  const { world } = trials.asking.judged;
  const [one, other] = [await world.newRow(person, resource), await world.newRow(person, resource)];
  if (one === null || other === null) return false;
  const first = await trials.asking.send(removal(operation, person, one));
  return first.status < 300 && (await trials.asking.send(removal(operation, person, other))).status === 409;
}

async function judgePairs(
  trials: Trials,
  operation: Operation,
  resource: Resource,
  person: Person,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const another = await trials.asking.judged.world.newRow(person, resource);
    const ids = await idsOf(trials, resource, person);
    if (another === null || ids.length !== 2) return;
    const inquiries = ids.map((id) => removal(operation, person, id));
    const answers = await Promise.all(inquiries.map((inquiry) => trials.asking.send(inquiry)));
    const [inquiry, answer] = [inquiries[0], answers[0]];
    if (!inquiry || !answer || answers.some(({ status }) => status >= 300)) continue;
    return trials.asking.found('last-row-removed', operation, {
      message: `${operation.title} refuses to remove the last ${resource.name}, but two concurrent requests can remove the last two.`,
      mend: 'Before you count, lock a row that all such requests share, or take a turn: await turns.take(…).',
      evidence: evidenceOf(inquiry, answer),
    });
  }
  trials.held({ operation }, 'last-row-removed');
}

function removal(operation: Operation, person: Person, id: string) {
  return { method: operation.method, url: operation.at(id), person };
}

async function idsOf(trials: Trials, resource: Resource, person: Person): Promise<string[]> {
  const answer = await trials.asking.send({ method: 'GET', url: `/v1/${resource.path}?limit=200`, person });
  const { data = [] } = (answer.json ?? {}) as { readonly data?: readonly { readonly id: string }[] };
  return data.map(({ id }) => id);
}
