import { InvalidJobError } from './job-handler.js';
import { largestJobBytes } from './job-envelope.js';

/** A value as the JSON of an object. @throws InvalidJobError when it is none, or larger than 64 KiB */
export function jsonObject(value: unknown, what: 'checkpoint' | 'result'): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    json = undefined;
  }
  if (!json?.startsWith('{')) throw new InvalidJobError(`The ${what} is not a JSON object.`);
  const bytes = Buffer.byteLength(json);
  if (bytes > largestJobBytes)
    throw new InvalidJobError(`The ${what} has ${bytes} bytes, more than ${largestJobBytes}.`);
  return json;
}
