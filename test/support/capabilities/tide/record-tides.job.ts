import { defineJob, defineSchedule, InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { TideLevel } from './tide-level.entity.js';
import { TideTable } from './tide-table.js';

class NoPayload {}

const recordTides = defineJob('tide.record', NoPayload);

export const everySecond = defineSchedule('tide.record-levels', {
  job: recordTides,
  payload: {},
  everySeconds: 1,
  missed: 'skip',
});

/** Writes the latest levels down. */
@Injectable()
@JobProcessor(recordTides, { effects: 'database' })
export class RecordTidesJob {
  constructor(
    private readonly table: TideTable,
    @InjectStore(TideLevel) private readonly levels: Store<TideLevel>,
  ) {}

  async run(): Promise<void> {
    for (const [gauge, levelCm] of this.table.levels) await this.levels.insert({ gauge, levelCm });
  }
}
