import { Integer, largestPage, OneOf, Text, usualPage } from '@keelson/kernel';
import { ValidateBy } from 'class-validator';
import { countedStates, type CountedState } from '../queue-counts.js';
import { readJobCursor } from './job-cursor.js';

export class QueueJobsQuery {
  @OneOf(countedStates, { fallback: 'dead', description: 'State of the jobs to return.' })
  state!: CountedState;

  @Integer({
    min: 1,
    max: largestPage,
    fallback: usualPage,
    description: 'Maximum number of jobs on the page.',
  })
  limit!: number;

  @Text({ min: 0, max: 200, optional: true, description: '`page.next` from the previous page.' })
  @ValidateBy({
    name: 'jobCursor',
    validator: {
      validate: (cursor: unknown) => typeof cursor === 'string' && readJobCursor(cursor) !== null,
      defaultMessage: () => 'is not a cursor of this list',
    },
  })
  cursor!: string | null;
}
