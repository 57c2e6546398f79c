import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  Identifier,
  ResourceController,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'event-never-emitted',
  mistake: 'An event is declared, and the action that should emit it does not: subscribers wait for good.',
  caughtBy: 'inventory/event-never-emitted',
  build: (broken) => {
    @Entity('alarms')
    class Alarm extends Item {}

    class Silenced {
      @Identifier()
      id!: string;
    }
    const AlarmSilenced = defineEvent('alarm.silenced', Silenced);

    const alarms = defineResource({
      ...usual,
      path: 'alarms',
      entity: Alarm,
      permissions: { ...usual.permissions, silence: 'Silence an alarm' },
    });

    @ResourceController(alarms)
    class AlarmsController {
      @Action(alarms, 'silence', { from: 'open', to: 'closed', ...(broken ? {} : { emits: AlarmSilenced }) })
      silence(@Found() alarm: Alarm): Alarm {
        return alarm;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [alarms], events: [AlarmSilenced] }, migrations(migrationFor(alarms))),
      ],
      controllers: [AlarmsController],
    })
    class AlarmsModule {}
    return AlarmsModule;
  },
});
