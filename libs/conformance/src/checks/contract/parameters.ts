import { filterOperators } from '@keelson/kernel';
import { withoutParameter, withQuery } from '../../catalog/query.js';
import type { ParameterDocument } from '../../contract/document-parts.js';
import type { PublishedContract } from '../../contract/published-contract.js';
import type { Operation } from '../../judged.js';
import type { Inquiry } from '../../subject.js';
import { withPart } from '../access/addressing.js';
import type { Asking } from '../access/asking.js';
import { concurrently } from '../concurrently.js';
import { typesOf } from './neighbor.js';
import { evidenceOf, namesParameter, problemOf, validRequest } from './requests.js';

/** A parameter that is unknown, wrong or given twice is refused by name; a broken address never breaks the server. */
export async function judgeParameters(asking: Asking, contract: PublishedContract): Promise<void> {
  await concurrently(asking.judged.operations, async (operation) => {
    const { document } = operation;
    if (!document) return;
    const valid = await validRequest(asking, operation);
    const query = operation.parameters.filter((one) => one.in === 'query');
    await judgeUnknown(asking, operation, valid, [
      'unexpectedParameter',
      'constructor',
      ...undeclaredFilters(query),
    ]);
    for (const parameter of query)
      for (const value of wrongTexts(parameter))
        if (unchecked.has(parameter.name) || !contract.schemas.fitsText(parameter.schema, value))
          await judgeWrong(asking, operation, valid, parameter.name, [value]);
    for (const { name } of query.slice(0, 3)) await judgeWrong(asking, operation, valid, name, ['1', '2']);
    for (const { name } of query.filter(({ required }) => required))
      await judgeMissing(asking, operation, valid, name);
    await judgeAddress(asking, operation, valid, contract);
  });
}

/** Whose published schema can't say all that is wrong with a text. */
const unchecked = new Set(['cursor', 'fields', 'include']);

/** Operators of declared filters that the document does not name, and filters of nothing. */
function undeclaredFilters(query: readonly ParameterDocument[]): string[] {
  const known = new Set(query.map(({ name }) => name));
  const fields = [...known].filter((name) => /^filter\[\w+\]$/.test(name));
  if (fields.length === 0) return [];
  return [
    'filter',
    'filter[noSuchField]',
    ...fields.flatMap((name) => filterOperators.map((one) => `${name}[${one}]`)),
  ].filter((name) => !known.has(name));
}

async function judgeUnknown(
  asking: Asking,
  operation: Operation,
  valid: Inquiry,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const inquiry = { ...valid, url: withQuery(valid.url, new URLSearchParams([[name, '1']]).toString()) };
    const answer = await asking.send(inquiry);
    if (answer.status >= 500) continue;
    if (answer.status < 400)
      asking.found('unknown-parameter-accepted', operation, {
        message: `${operation.title} ignores the unknown parameter "${name}".`,
        mend: 'Reject unknown parameters. Otherwise, a client that misspells a filter gets all rows.',
        evidence: evidenceOf(inquiry, answer),
      });
    else if (problemOf(answer) && answer.status === 400 && !namesParameter(answer, name))
      unnamed(asking, operation, inquiry, answer, name);
    else asking.held('unknown-parameter-accepted', operation);
  }
}

async function judgeWrong(
  asking: Asking,
  operation: Operation,
  valid: Inquiry,
  name: string,
  values: readonly string[],
): Promise<void> {
  const query = new URLSearchParams(values.map((value): [string, string] => [name, value]));
  const inquiry = { ...valid, url: withQuery(valid.url, query.toString()) };
  const answer = await asking.send(inquiry);
  if (answer.status >= 500) return;
  if (answer.status < 400)
    asking.found('parameter-unchecked', operation, {
      message: `${operation.title} accepts ${name}=${values.join(` and ${name}=`).slice(0, 100)}, which the OpenAPI document does not allow.`,
      mend: 'Validate the parameter as documented, or document the accepted values.',
      evidence: evidenceOf(inquiry, answer),
    });
  else if (answer.status === 400 && problemOf(answer) && !namesParameter(answer, name))
    unnamed(asking, operation, inquiry, answer, name);
  else asking.held('parameter-unchecked', operation);
}

function unnamed(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  answer: Parameters<typeof evidenceOf>[1],
  name: string,
): void {
  asking.found('pointer-missing', operation, {
    message: `${operation.title} rejects the parameter "${name}" without naming it.`,
    mend: 'Throw validationFailed({ errors: [{ parameter, detail }] }).',
    evidence: evidenceOf(inquiry, answer),
  });
}

function wrongTexts({ name, schema }: ParameterDocument): string[] {
  const types = typesOf(schema);
  const longest = schema.maxLength ?? 0;
  return [
    '',
    'no such value',
    ...(unchecked.has(name) ? ['noSuchName', 'W10', 'constructor'] : []),
    ...(types.includes('integer')
      ? [String((schema.minimum ?? 0) - 1), String((schema.maximum ?? 0) + 1), '1.5', '1e3', '9'.repeat(30)]
      : []),
    ...(types.includes('string') && longest > 0 && longest < 4_000 ? ['a'.repeat(longest + 1)] : []),
    ...(types.includes('string') ? ['a\0b'] : []),
  ];
}

async function judgeMissing(
  asking: Asking,
  operation: Operation,
  valid: Inquiry,
  name: string,
): Promise<void> {
  const inquiry = { ...valid, url: withoutParameter(valid.url, name) };
  const answer = await asking.send(inquiry);
  if (answer.status < 400)
    asking.found('parameter-unchecked', operation, {
      message: `${operation.title} returns ${answer.status} without the parameter "${name}", which is documented as required.`,
      mend: 'Reject the request with 400, or document the parameter with required: false.',
      evidence: evidenceOf(inquiry, answer),
    });
  else if (answer.status === 400 && problemOf(answer) && !namesParameter(answer, name))
    unnamed(asking, operation, inquiry, answer, name);
  else asking.held('parameter-unchecked', operation);
}

const wrongParts = ['not-a-uuid', '%00', '%', '..%2f..', 'x'.repeat(120), 'null', '[object%20Object]'];

/** Parts of the address that are no ids, or nothing that their schema lets in. */
async function judgeAddress(
  asking: Asking,
  operation: Operation,
  valid: Inquiry,
  { schemas }: PublishedContract,
): Promise<void> {
  for (const { in: place, name, schema } of operation.parameters)
    for (const part of place === 'path' ? wrongParts : []) {
      const inquiry = { ...valid, url: withPart(operation, valid.url, `{${name}}`, part) };
      const answer = await asking.send(inquiry);
      // What the schema lets in may well be answered with nothing of it.
      if (answer.status >= 500 || (name !== 'id' && schemas.fitsText(schema, part))) continue;
      if (answer.status < 400)
        asking.found('parameter-unchecked', operation, {
          message: `${operation.title} returns ${answer.status} for "${part}" in its path.`,
          mend: 'Find the row with @Found() or the store; both reject invalid ids.',
          evidence: evidenceOf(inquiry, answer),
        });
      else asking.held('parameter-unchecked', operation);
    }
}
