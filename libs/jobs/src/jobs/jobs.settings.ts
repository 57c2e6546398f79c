import { WholeNumberSetting } from '@keelson/kernel';

/** What background jobs may take, and how long their files are kept. */
export class JobsSettings {
  @WholeNumberSetting({
    variable: 'JOB_FILE_HOURS',
    min: 1,
    max: 720,
    default: '24',
    description:
      'How long exported files and import reports can be downloaded, and how long uploads are kept for import, in hours.',
  })
  fileHours!: number;

  /** Jobs of one queue and organization that are with the workers at a time; the others wait in the database. No variable. */
  inFlightPerOrganization = 64;
}
