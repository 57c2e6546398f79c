import {
  defineJob,
  defineResource,
  defineSchedule,
  Feature,
  Integer,
  ResourceController,
} from '@keelson/kernel';
import { JobProcessor, migrations, schedules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'schedule-without-processor',
  mistake: 'A schedule starts a job that nobody does any more.',
  caughtBy: 'inventory/schedule-in-vain',
  build: (broken) => {
    @Entity('valves')
    class Valve extends Item {}

    class Round {
      @Integer({ max: 10 })
      most!: number;
    }
    const inspect = defineJob('valves.inspect', Round);
    const gone = defineJob('valves.look-at', Round);
    const nightly = defineSchedule('valves.nightly', {
      job: broken ? gone : inspect,
      payload: { most: 5 },
      cron: '0 3 * * *',
      missed: 'skip',
    });

    @JobProcessor(inspect)
    class InspectValves {
      run(_round: Round): Promise<void> {
        return Promise.resolve();
      }
    }

    const valves = defineResource({
      ...usual,
      path: 'valves',
      entity: Valve,
    });

    @ResourceController(valves)
    class ValvesController {}

    @Module({
      imports: [
        Feature.declare({ resources: [valves] }, schedules(nightly), migrations(migrationFor(valves))),
      ],
      controllers: [ValvesController],
      providers: [InspectValves],
    })
    class ValvesModule {}
    return ValvesModule;
  },
});
