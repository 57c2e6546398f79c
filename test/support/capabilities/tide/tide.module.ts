import { Feature, settings } from '@keelson/kernel';
import { BackgroundModule, commands, conformanceChecks, migrations, schedules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { gaugesCommand } from './gauges.command.js';
import { gaugesPoint } from './gauges.js';
import { CreateTides1764000000010 } from './migrations/1764000000010-create-tides.js';
import { everySecond, RecordTidesJob } from './record-tides.job.js';
import { TideAlarmsController } from './tide-alarms.controller.js';
import { tideAlarms } from './tide-alarms.resource.js';
import { TideLevel } from './tide-level.entity.js';
import { TideTable } from './tide-table.js';
import { TideSettings } from './tide.settings.js';

/** A capability with one of everything that a package may bring; nothing outside this folder knows it. */
@Module({
  imports: [
    BackgroundModule,
    Feature.declare(
      {
        resources: [tideAlarms],
        entities: [{ entity: TideLevel, tenancy: 'system', recorded: false }],
        points: [gaugesPoint],
      },
      settings(TideSettings),
      migrations(CreateTides1764000000010),
      schedules(everySecond),
      commands(gaugesCommand),
      conformanceChecks(() => import('./tides.checks.js')),
    ),
  ],
  controllers: [TideAlarmsController],
  providers: [TideTable, RecordTidesJob],
})
export class TideModule {}
