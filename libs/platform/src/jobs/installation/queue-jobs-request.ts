import { largestPage, usualPage, validationFailed, type Violation } from '@keelson/kernel';
import { countedStates, type CountedState } from '../queue-counts.js';
import { readJobCursor, type JobPosition } from './job-cursor.js';

export interface QueueJobsRequest {
  readonly state: CountedState;
  readonly limit: number;
  readonly position: JobPosition | null;
}

/** @throws DomainError `validation_failed`, naming every parameter that is wrong */
export function readQueueJobsRequest(
  state: string | undefined,
  limit: string | undefined,
  cursor: string | undefined,
): QueueJobsRequest {
  const errors: Violation[] = [];
  const wanted = countedStates.find((one) => one === (state ?? 'dead'));
  if (!wanted) errors.push({ parameter: 'state', detail: `must be one of ${countedStates.join(', ')}` });
  const most = limit === undefined ? usualPage : /^\d{1,3}$/.test(limit) ? Number(limit) : NaN;
  if (!(most >= 1 && most <= largestPage))
    errors.push({ parameter: 'limit', detail: `must be a whole number from 1 to ${largestPage}` });
  const position = cursor === undefined ? null : readJobCursor(cursor);
  if (cursor !== undefined && !position)
    errors.push({ parameter: 'cursor', detail: 'is not a cursor of this list' });
  if (errors.length > 0 || !wanted)
    throw validationFailed({ detail: 'The query is invalid; see errors.', errors });
  return { state: wanted, limit: most, position };
}
