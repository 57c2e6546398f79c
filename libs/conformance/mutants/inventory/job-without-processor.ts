import {
  Action,
  defineJob,
  defineResource,
  Feature,
  Found,
  Identifier,
  Jobs,
  ResourceController,
} from '@keelson/kernel';
import { JobProcessor, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'job-without-processor',
  mistake: 'The class that does a job is in no list of providers: what is enqueued waits for good.',
  caughtBy: 'inventory/job-without-processor',
  build: (broken) => {
    @Entity('lamps')
    class Lamp extends Item {}

    class LampToCheck {
      @Identifier()
      lampId!: string;
    }
    const checkLamp = defineJob('lamps.check', LampToCheck);

    @JobProcessor(checkLamp)
    class CheckLamp {
      run(_lamp: LampToCheck): Promise<void> {
        return Promise.resolve();
      }
    }

    const lamps = defineResource({
      ...usual,
      path: 'lamps',
      entity: Lamp,
      permissions: { ...usual.permissions, check: 'Have a lamp checked' },
    });

    @ResourceController(lamps)
    class LampsController {
      constructor(private readonly jobs: Jobs) {}

      @Action(lamps, 'check')
      async check(@Found() lamp: Lamp): Promise<Lamp> {
        await this.jobs.enqueue(checkLamp, { lampId: lamp.id });
        return lamp;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [lamps] }, migrations(migrationFor(lamps)))],
      controllers: [LampsController],
      providers: broken ? [] : [CheckLamp],
    })
    class LampsModule {}
    return LampsModule;
  },
});
