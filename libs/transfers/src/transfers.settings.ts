import { WholeNumberSetting } from '@keelson/kernel';

/** Files by which rows come in. */
export class TransfersSettings {
  @WholeNumberSetting({
    variable: 'IMPORT_LIMIT_BYTES',
    min: 1_024,
    max: 4_294_967_296,
    default: '268435456',
    description: 'Maximum size of an imported file, in bytes. Larger files get 413.',
  })
  importLimitBytes!: number;
}
