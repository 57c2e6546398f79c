import { fieldsOf } from '@keelson/kernel';
import { keyDigest, type Route } from '@keelson/platform';
import { answersOf } from '../../catalog/answers.js';
import { concurrently } from '../concurrently.js';
import { evidenceOf, validRequest } from '../contract/requests.js';
import { keyedBy } from '../streamed.js';
import type { Trials } from './trial.js';

/** An answer that holds a secret is shown once: it is not kept for the replay of its request. */
export async function judgeSecrets({ asking }: Trials): Promise<void> {
  await concurrently(asking.judged.operations, async (operation) => {
    const secrets = operation.route ? secretsIn(operation.route) : [];
    if (!operation.meta || operation.method !== 'POST' || secrets.length === 0) return;
    const valid = await validRequest(asking, operation);
    if (!valid.person) return;
    const key = `conformance-${crypto.randomUUID()}`;
    const inquiry = { ...valid, headers: { ...valid.headers, 'idempotency-key': key } };
    const answer = await asking.send(inquiry);
    const keyHash = keyDigest(valid.person, keyedBy(operation), key);
    const [row] = await asking.judged.subject.sql('SELECT answer FROM idempotency_keys WHERE key_hash = ?', [
      keyHash,
    ]);
    const kept =
      typeof row?.['answer'] === 'string' ? row['answer'] : JSON.stringify(row?.['answer'] ?? null);
    const name = secrets.find((secret) => kept.includes(JSON.stringify(secret)));
    if (name !== undefined)
      asking.found('secret-answer-stored', operation, {
        message: `${operation.title} returns the secret field "${name}", and this response is stored with the idempotency key.`,
        mend: 'Set secretAnswer: true in @Operation, so that the response is not stored.',
        evidence: evidenceOf(inquiry, answer),
      });
    else asking.held('secret-answer-stored', operation);
  });
}

/** The secret fields of what a route answers with. */
function secretsIn(route: Route): string[] {
  return answersOf(route)
    .flatMap((type) => fieldsOf(type))
    .filter(({ classification }) => classification === 'secret')
    .map(({ name }) => name);
}
