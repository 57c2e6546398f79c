import {
  defineResource,
  everything,
  Feature,
  Input,
  InjectStore,
  OneOf,
  PickFields,
  Ref,
  ResourceController,
  where,
  type Store,
  type Visibility,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const circles = ['staff', 'board'];

/** What a circle keeps to itself. */
interface Kept {
  circle: string;
}

const ofTheCircle: Visibility<Kept> = ({ caller }) =>
  caller.can('meetings:create') ? everything : where({ circle: 'staff' });

export default mutant({
  name: 'child-of-hidden-row',
  mistake: 'Whoever may read minutes reads those of meetings that are hidden from them, too.',
  caughtBy: 'access/child-of-hidden-row',
  build: (broken) => {
    @Entity('meetings')
    class Meeting extends Item implements Kept {
      @OneOf(circles)
      circle!: string;
    }

    @Entity('minutes')
    class Minute extends Item implements Kept {
      @Ref(() => Meeting)
      meetingId!: string;

      @OneOf(circles)
      circle!: string;
    }

    class NewMinute extends PickFields(Minute, ['name', 'quantity', 'remark', 'meetingId']) {}

    const meetings = defineResource({
      ...usual,
      path: 'meetings',
      entity: Meeting,
      view: [...usual.view, 'circle'],
      visible: ofTheCircle,
      create: [...usual.create, 'circle'],
    });
    const minutes = defineResource({
      ...usual,
      path: 'minutes',
      entity: Minute,
      view: [...usual.view, 'meetingId', 'circle'],
      visible: broken ? () => everything : ofTheCircle,
      create: NewMinute,
    });

    @ResourceController(meetings)
    class MeetingsController {}

    @ResourceController(minutes)
    class MinutesController {
      constructor(
        @InjectStore(Meeting) private readonly meetingRows: Store<Meeting>,
        @InjectStore(Minute) private readonly minuteRows: Store<Minute>,
      ) {}

      async create(@Input() input: NewMinute): Promise<Minute> {
        const { circle } = await this.meetingRows.get(input.meetingId);
        return this.minuteRows.insert({ ...input, circle });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [meetings, minutes] },
          migrations(migrationFor(meetings), migrationFor(minutes)),
        ),
      ],
      controllers: [MeetingsController, MinutesController],
    })
    class MeetingsModule {}
    return MeetingsModule;
  },
});
