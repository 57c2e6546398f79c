import { WholeNumber } from './setting-kinds.js';

/** Files by which rows leave and come in. */
export class TransfersSettings {
  @WholeNumber({
    variable: 'JOB_FILE_HOURS',
    min: 1,
    max: 720,
    default: '24',
    description:
      'How long exported files and import reports can be downloaded, and how long uploads are kept for import, in hours.',
  })
  keptHours!: number;

  @WholeNumber({
    variable: 'IMPORT_LIMIT_BYTES',
    min: 1_024,
    max: 4_294_967_296,
    default: '268435456',
    description: 'Maximum size of an imported file, in bytes. Larger files get 413.',
  })
  importLimitBytes!: number;
}
