import { Identifier, Text } from '../fields/fields.js';
import type { EnqueuedJob } from './job.js';

/** The body of a 202. */
export class AcceptedJob implements EnqueuedJob {
  @Identifier({ description: 'The job that does the work.' })
  id!: string;

  @Text({
    max: 300,
    description: 'Path of the job. Poll it for state, progress and result. Same as the `Location` header.',
    example: '/v1/jobs/01890a5d-ac96-774b-bcce-b302099a8057',
  })
  location!: string;
}
