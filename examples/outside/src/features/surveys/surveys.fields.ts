import { User } from '@keelson/identity';
import { extend, Instant, OneOf, Text } from '@keelson/kernel';
import { Boat } from '../boats/index.js';

/** What a surveyor adds to their account. */
class SurveyorFields {
  @Text({
    max: 40,
    optional: true,
    classified: 'personal',
    description: 'Number of the license to survey boats.',
    example: 'MS-4711',
  })
  license!: string | null;
}

/** Every user gets `surveyorLicense`, in `GET` and `PATCH /v1/me`. */
export const surveyor = extend(User, 'surveyor', SurveyorFields, {
  view: ['license'],
  input: ['license'],
});

/** What the last survey of a boat found. */
class SurveyFields {
  @OneOf(['none', 'passed', 'failed'], { fallback: 'none', description: 'Result of the last survey.' })
  result!: 'none' | 'passed' | 'failed';

  @Instant({ optional: true, description: 'When the next survey is due.' })
  dueAt!: Date | null;
}

/** Every boat gets `surveyResult` and `surveyDueAt`. */
export const survey = extend(Boat, 'survey', SurveyFields, {
  view: ['result', 'dueAt'],
  input: ['result', 'dueAt'],
  filter: ['result'],
});
