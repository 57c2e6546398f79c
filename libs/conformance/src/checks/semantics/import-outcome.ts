import type { ConcreteType, Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { doneJob, linesInquiry, objectsIn } from '../streamed.js';
import type { Trials } from './trial.js';

export interface Import {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly input: ConcreteType;
}

export interface Outcome {
  readonly inquiry: Inquiry;
  readonly answer: Answer;
  /** What has come into the table. */
  readonly rows: readonly Record<string, unknown>[];
  /** What the job tells of lines that it has left out. */
  readonly file: readonly Readonly<Record<string, unknown>>[];
  /** What the job says of all of them; null when it did not come to its end. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** Imports lines, of which those that are texts need not be JSON. */
export async function sendLines(
  { asking, ledger }: Trials,
  { operation, resource }: Import,
  lines: readonly (object | string)[],
): Promise<Outcome> {
  const { judged } = asking;
  const { owner } = judged.world;
  const all = () =>
    judged.subject.sql(`SELECT * FROM ${ledger.tableOf(resource.entity)} WHERE organization_id = ?`, [
      owner.organizationId,
    ]);
  const before = new Set((await all()).map(({ id }) => id));
  const inquiry = linesInquiry(operation, owner, lines);
  const answer = await asking.send(inquiry);
  const location = await doneJob(judged, answer);
  const rows = (await all()).filter(({ id }) => !before.has(id));
  if (!location) return { inquiry, answer, rows, file: [], result: null };
  const read = (url: string) => asking.send({ method: 'GET', url, person: owner });
  const file = objectsIn((await read(`${location}/file`)).text);
  const { result } = ((await read(location)).json ?? {}) as Pick<Outcome, 'result'>;
  return { inquiry, answer, rows, file, result: result ?? null };
}
