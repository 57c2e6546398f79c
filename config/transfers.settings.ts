import { WholeNumber } from './setting-kinds.js';

/** Files by which rows leave and come in. */
export class TransfersSettings {
  @WholeNumber({
    variable: 'JOB_FILE_HOURS',
    min: 1,
    max: 720,
    default: '24',
    description:
      'Hours that exports and the reports of imports can be read, and that uploads wait to be imported.',
  })
  keptHours!: number;

  @WholeNumber({
    variable: 'IMPORT_LIMIT_BYTES',
    min: 1_024,
    max: 4_294_967_296,
    default: '268435456',
    description: 'Bytes of the largest file that is imported; past it the answer is 413.',
  })
  importLimitBytes!: number;
}
