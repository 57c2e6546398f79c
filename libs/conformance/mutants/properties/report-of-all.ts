import {
  Action,
  currentCaller,
  defineJob,
  defineResource,
  everything,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Input,
  Jobs,
  PickFields,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { JobProcessor, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'report-of-all',
  mistake:
    'A member has a report made: the job reads as the organization, so its result names rows of others.',
  caughtBy: 'properties/hidden-row-told',
  build: (broken) => {
    @Entity('diaries')
    class Diary extends Item {
      @Identifier()
      writerId!: string;
    }

    class NewDiary extends PickFields(Diary, ['name', 'quantity', 'remark']) {}

    class Reported {
      @Identifier()
      writerId!: string;
    }
    const report = defineJob('diaries.report', Reported);

    @JobProcessor(report, { effects: 'database' })
    class ReportDiaries {
      constructor(@InjectStore(Diary) private readonly store: Store<Diary>) {}

      async run({ writerId }: Reported): Promise<object> {
        const rows = await this.store.find(broken ? { status: 'open' } : { writerId }, { limit: 20 });
        return { names: rows.map(({ name }) => name) };
      }
    }

    const diaries = defineResource({
      ...usual,
      path: 'diaries',
      entity: Diary,
      visible: ({ caller }) =>
        caller.can('diaries:audit') ? everything : where({ writerId: caller.userId }),
      create: NewDiary,
      permissions: {
        read: 'See own ones',
        create: 'Add one',
        report: 'Have them reported',
        audit: 'See all',
      },
      members: ['read', 'create', 'report'],
    });

    @ResourceController(diaries)
    class DiariesController {
      constructor(
        @InjectStore(Diary) private readonly store: Store<Diary>,
        private readonly jobs: Jobs,
      ) {}

      create(@Input() input: NewDiary): Promise<Diary> {
        return this.store.insert({ ...input, writerId: currentCaller().userId });
      }

      @Action(diaries, 'report')
      async report(@Found() diary: Diary): Promise<Diary> {
        await this.jobs.enqueue(report, { writerId: currentCaller().userId });
        return diary;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [diaries] },
          migrations(migrationFor(diaries, { more: [['organization_id', 'writer_id', 'created_at', 'id']] })),
        ),
      ],
      controllers: [DiariesController],
      providers: [ReportDiaries],
    })
    class DiariesModule {}
    return DiariesModule;
  },
});
