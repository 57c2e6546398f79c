import type { JsonSchema } from '@keelson/kernel';
import type { PublishedContract } from '../../contract/published-contract.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import type { Asking } from '../access/asking.js';
import { concurrently } from '../concurrently.js';
import { invalidNeighbors } from './invalid-neighbors.js';
import type { Neighbor, NeighborKind } from './neighbor.js';
import { rawNeighbors } from './raw-neighbors.js';
import { evidenceOf, pointsAt, problemOf, validRequest } from './requests.js';
import { validNeighbors } from './valid-neighbors.js';

/** Every body at the bounds is taken; every one just outside is refused, and told where it is wrong. */
export async function judgeInputs(asking: Asking, contract: PublishedContract): Promise<void> {
  await concurrently(asking.judged.operations, async (operation) => {
    const schema = bodySchema(operation);
    if (!schema) return;
    const valid = await validRequest(asking, operation);
    const body = (valid.body ?? {}) as object;
    const faults = contract.schemas.faultsOf(schema, body);
    if (faults.length > 0)
      asking.found('document-drift', operation, {
        message: `A body generated from the fields of ${operation.title} does not match its published schema: ${faults[0]?.message}.`,
        mend: 'Define the validation rule and the schema in one place: use field decorators, and remove @ApiProperty.',
        evidence: { inquiry: valid },
      });
    for (const neighbor of [...rawNeighbors(body), ...invalidNeighbors(schema, body, contract.schemas)])
      await judgeInvalid(asking, operation, { ...valid, body: neighbor.body }, neighbor);
    await judgeMediaType(asking, operation, valid);
    await judgeValid(asking, operation, contract, schema, valid);
  });
}

/** The published schema of the operation's JSON body. */
export function bodySchema({ document }: Operation): JsonSchema | undefined {
  return document?.requestBody?.content['application/json']?.schema;
}

async function judgeInvalid(
  asking: Asking,
  operation: Operation,
  inquiry: Inquiry,
  { kind, what, pointer }: Neighbor,
): Promise<void> {
  const answer = await asking.send(inquiry);
  // The witness of all answers tells of these.
  if (answer.status >= 500) return;
  if (answer.status < 400)
    asking.found(acceptedRules[kind], operation, {
      message: `${operation.title} accepts an invalid body (${what}) and returns ${answer.status}.`,
      mend: mends[kind],
      evidence: evidenceOf(inquiry, answer),
    });
  else if (pointer !== null && problemOf(answer) && !pointsAt(answer, pointer))
    asking.found('pointer-missing', operation, {
      message: `${operation.title} rejects a body (${what}) with ${answer.status}, but the error does not point to ${pointer}.`,
      mend: 'Read the body with @Input() and a class with fields, which reports every error with its location.',
      evidence: evidenceOf(inquiry, answer),
    });
  else asking.held(acceptedRules[kind], operation);
}

/** What is told when such a body is accepted. */
const acceptedRules: Readonly<Record<NeighborKind, string>> = {
  extra: 'unknown-field-accepted',
  missing: 'missing-accepted',
  null: 'null-accepted',
  type: 'type-accepted',
  bound: 'bound-accepted',
  format: 'format-accepted',
  huge: 'huge-accepted',
  deep: 'deep-accepted',
  unicode: 'unicode-accepted',
  'duplicate-keys': 'duplicate-keys-accepted',
  'prototype-keys': 'prototype-keys-accepted',
  malformed: 'malformed-accepted',
};

async function judgeMediaType(asking: Asking, operation: Operation, valid: Inquiry): Promise<void> {
  const inquiry = {
    ...valid,
    body: JSON.stringify(valid.body),
    headers: { ...valid.headers, 'content-type': 'text/plain' },
  };
  const answer = await asking.send(inquiry);
  if (answer.status < 400)
    asking.found('media-type-accepted', operation, {
      message: `${operation.title} accepts a text/plain body and returns ${answer.status}; expected 415.`,
      mend: 'Accept only the documented media types.',
      evidence: evidenceOf(inquiry, answer),
    });
  else asking.held('media-type-accepted', operation);
}

async function judgeValid(
  asking: Asking,
  operation: Operation,
  contract: PublishedContract,
  schema: JsonSchema,
  valid: Inquiry,
): Promise<void> {
  for (const { what, pointer, body } of validNeighbors(schema, valid.body, contract.schemas)) {
    const inquiry = { ...valid, body };
    const answer = await asking.send(inquiry);
    if (isRefusedAsInvalid(answer) && (pointsAt(answer, pointer) || answer.status === 413))
      asking.found('valid-refused', operation, {
        message: `${operation.title} rejects a body that its published schema allows (${what}).`,
        mend: 'Publish the bound that is enforced. A field decorator defines both the validation rule and the schema.',
        evidence: evidenceOf(inquiry, answer),
      });
    else asking.held('valid-refused', operation);
  }
}

/** What the business does not allow is another answer than what is no valid body. */
function isRefusedAsInvalid(answer: Answer): boolean {
  const code = problemOf(answer)?.code;
  return code === 'validation_failed' || code === 'malformed_body' || answer.status === 413;
}

const mends: Readonly<Record<NeighborKind, string>> = {
  missing: 'Declare the field without `optional`, so that it is required. Or publish it as optional.',
  null: 'Declare the field without `optional`, so that null is rejected. Or publish it as nullable.',
  type: 'Read the body with @Input() and a class with fields, with a rule for every field and without type conversions.',
  bound: 'Enforce the published bound. A field decorator defines both the validation rule and the schema.',
  format: 'Check values against the published format: use @Instant, @Email, @Ref, or @Text with a pattern.',
  extra: 'Reject unknown fields: read the body with @Input(), not with @Body() or @Req().',
  huge: "Limit the value: set `max` on @Text, @Integer and @ListOf, and keep the server's body limit.",
  deep: "Do not parse the body yourself: the platform's parser rejects bodies that are nested too deeply; a custom parser might accept them.",
  unicode: 'Reject text that a database cannot store, as @Text does.',
  'duplicate-keys':
    "Do not parse the body yourself: the platform's parser rejects duplicate keys; a custom parser might silently accept them.",
  'prototype-keys':
    "Do not parse the body yourself: the platform's parser rejects keys that could change an object's prototype; a custom parser might accept them.",
  malformed: 'Return 400 malformed_body for anything but a JSON object; let the platform parse the body.',
};
