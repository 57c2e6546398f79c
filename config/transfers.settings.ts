import { WholeNumber } from './setting-kinds.js';

/** Files by which rows leave and come in. */
export class TransfersSettings {
  @WholeNumber({
    variable: 'JOB_FILE_HOURS',
    min: 1,
    max: 720,
    default: '24',
    description:
      'Hours that exported files and import reports can be downloaded, and that uploads wait for their import.',
  })
  keptHours!: number;

  @WholeNumber({
    variable: 'IMPORT_LIMIT_BYTES',
    min: 1_024,
    max: 4_294_967_296,
    default: '268435456',
    description: 'Maximum size of an imported file, in bytes. A larger one gets 413.',
  })
  importLimitBytes!: number;
}
