import { largestPage, usualPage, validationFailed, type Violation } from '@keelson/kernel';

/** Longest that a reader may wait for the next event, in seconds. */
export const longestWaitSeconds = 30;

/** What a reader of the log asks for. */
export interface EventLogRequest {
  /** The last position that the reader has seen; 0 for the oldest kept. */
  readonly after: number;
  readonly limit: number;
  readonly waitSeconds: number;
}

/** Each parameter: what it is without being said, and its bounds. */
const parameters = {
  after: { usual: 0, min: 0, max: Number.MAX_SAFE_INTEGER },
  limit: { usual: usualPage, min: 1, max: largestPage },
  wait: { usual: 0, min: 0, max: longestWaitSeconds },
} as const;

/** @throws DomainError `validation_failed`, naming every parameter that is wrong */
export function readEventLogRequest(query: Readonly<Record<string, unknown>>): EventLogRequest {
  const errors: Violation[] = Object.keys(query)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => ({ parameter: name.slice(0, 100), detail: 'is not an accepted parameter' }));
  const number = (name: keyof typeof parameters): number => {
    const { usual, min, max } = parameters[name];
    const given = query[name];
    if (given === undefined) return usual;
    const value = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : NaN;
    if (!(value >= min && value <= max))
      errors.push({ parameter: name, detail: `must be a whole number from ${min} to ${max}` });
    return value;
  };
  const request = { after: number('after'), limit: number('limit'), waitSeconds: number('wait') };
  if (errors.length > 0)
    throw validationFailed({
      detail: 'The query is invalid; see errors.',
      errors: errors.slice(0, 50),
    });
  return request;
}
