import { InvalidJobError } from './job-handler.js';
import { largestJobBytes } from './job-envelope.js';
import { checkpointTooLarge, resultTooLarge } from './jobs.errors.js';

const tooLarge = { checkpoint: checkpointTooLarge, result: resultTooLarge };
const details = {
  checkpoint: (bytes: number) =>
    `The checkpoint has ${bytes} bytes; the maximum is ${largestJobBytes}. Save only the position, and write the data to a table.`,
  result: (bytes: number) =>
    `The result has ${bytes} bytes; the maximum is ${largestJobBytes}. Write a file with attempt.writeFile(), and return a summary.`,
};

/**
 * A value as the JSON of an object.
 * @throws InvalidJobError when it is none; for `jobs.result_too_large` or `jobs.checkpoint_too_large` beyond 64 KiB
 */
export function jsonObject(value: unknown, what: 'checkpoint' | 'result'): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    json = undefined;
  }
  if (!json?.startsWith('{')) throw new InvalidJobError(`The ${what} is not a JSON object.`);
  const bytes = Buffer.byteLength(json);
  if (bytes > largestJobBytes) {
    const cause = tooLarge[what]({ detail: details[what](bytes) });
    throw new InvalidJobError(`${cause.code}: ${cause.message}`, { cause });
  }
  return json;
}
