import { contractOf } from '@keelson/conformance';
import { ApiDocument } from '@keelson/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Answer, RequestOptions } from './signed-in.js';

/**
 * Every answer that a test gets is as the application's document says, whatever the test is about.
 * @throws Error telling what is not
 */
export function keptContract(
  nest: NestFastifyApplication,
  method: string,
  url: string,
  request: RequestOptions,
  answer: Answer,
): void {
  const { document } = nest.get(ApiDocument, { strict: false });
  const { headers, body } = request;
  const faults = contractOf(document).faultsOf({ method, url, ...(headers && { headers }), body }, answer);
  if (faults.length > 0)
    throw new Error(
      `The contract is broken:\n${faults.map(({ rule, message, mend }) => `  ${rule}: ${message} ${mend}`).join('\n')}`,
    );
}
