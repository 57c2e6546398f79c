import { withQuery } from '../../catalog/query.js';
import type { ParameterDocument } from '../../contract/document-parts.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Person } from '../../subject.js';
import { concurrently } from '../concurrently.js';
import { typesOf } from '../contract/neighbor.js';
import { evidenceOf } from '../contract/requests.js';
import type { Trials } from './trial.js';

/**
 * A parameter that is left out means what the document says, and a flag that is false means not what it means when it is
 * true: every text is true to `Boolean(…)`. Over rows that differ, in an organization where nobody else writes.
 */
export async function judgeDefaults(trials: Trials, person: Person): Promise<void> {
  const { asking } = trials;
  const reading = asking.judged.operations.filter(
    ({ method, rule, path }) => method === 'GET' && rule?.kind === 'permission' && !path.includes('{id}'),
  );
  await concurrently(reading, async (operation) => {
    const optional = operation.parameters.filter(({ in: place, required }) => place === 'query' && !required);
    if (optional.length === 0) return;
    const whole = await asking.reading(operation, person);
    for (const parameter of optional) await judgeDefault(trials, operation, whole, parameter);
  });
}

async function judgeDefault(
  { asking }: Trials,
  operation: Operation,
  whole: Inquiry,
  { name, schema }: ParameterDocument,
): Promise<void> {
  const given = (value: unknown): Inquiry => ({
    ...whole,
    url: withQuery(whole.url, new URLSearchParams([[name, String(value)]]).toString()),
  });
  const fallback = schema.default;
  if (fallback === undefined && !typesOf(schema).includes('boolean')) return;
  const without = await asking.send(whole);
  const inquiry = given(fallback ?? false);
  const answer = await asking.send(inquiry);
  const other = fallback === undefined ? await asking.send(given(true)) : without;
  // What changes by itself shows nothing.
  if (!isSame(without, await asking.send(whole)) || answer.status >= 300) return;
  const isWrong =
    fallback === undefined ? isSame(answer, other) && !isSame(answer, without) : !isSame(answer, without);
  if (!isWrong) return asking.held('parameter-default', operation);
  asking.found('parameter-default', operation, {
    message:
      fallback === undefined
        ? `${operation.title} returns the same response for ${name}=true and ${name}=false, but a different one without the parameter.`
        : `${operation.title} returns one response without the parameter "${name}" and a different one with its documented default, ${name}=${JSON.stringify(fallback)}.`,
    mend: 'Parse a boolean parameter by comparing its text with "true", because Boolean("false") is true. Or document the actual default.',
    evidence: evidenceOf(inquiry, answer, `Response without the parameter: ${without.text.slice(0, 1_000)}`),
  });
}

function isSame(one: Answer, other: Answer): boolean {
  return one.status === other.status && one.text === other.text;
}
