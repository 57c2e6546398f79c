import {
  Allow,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  OrganizationRow,
  ResourceController,
  Text,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  migrationFor,
  mutant,
  required,
  text,
  usual,
  wrong,
} from '../authoring/index.js';

const dayMs = 86_400_000;
const mostDays = 92;
const day = { type: 'string', format: 'date', maxLength: 10, examples: ['2031-05-01'] } as const;

export default mutant({
  name: 'range-without-end',
  mistake: 'A calendar makes every day from one to another, however far apart they are.',
  caughtBy: 'bounds/range',
  build: (broken) => {
    @Entity('tide_notes')
    class TideNote extends OrganizationRow {
      @Text({
        max: 10,
        unique: 'exact',
        pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
        example: '2031-05-01',
      })
      notedOn!: string;
    }

    const tideNotes = defineResource({
      ...usual,
      path: 'tide-notes',
      entity: TideNote,
      view: ['id', 'notedOn', 'version', 'createdAt'],
      visible: () => everything,
      list: { sort: ['createdAt'] },
      create: ['notedOn'],
    });

    @ResourceController(tideNotes)
    class TideNotesController {}

    @Controller('v1/tide-calendar')
    class TideCalendarController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('tide-notes:read')
      @required('from', day)
      @required('to', day)
      @described(
        'read-tide-calendar',
        exactly({
          data: {
            type: 'array',
            maxItems: mostDays,
            items: exactly({ day: text, noted: { type: 'boolean' } }),
          },
        }),
      )
      async read(
        @Query('from') from: string | undefined,
        @Query('to') to: string | undefined,
      ): Promise<object> {
        const days = daysBetween(dayOf('from', from), dayOf('to', to));
        const notes = await this.database.read<{ noted_on: string }>(
          'SELECT noted_on FROM tide_notes WHERE organization_id = ? AND noted_on >= ? AND noted_on <= ?',
          [currentOrganizationId(), String(from), String(to)],
        );
        const noted = new Set(notes.map(({ noted_on }) => noted_on));
        return { data: days.map((one) => ({ day: one, noted: noted.has(one) })) };
      }
    }

    function daysBetween(first: number, last: number): string[] {
      if (last < first) throw wrong('to', 'must not be before from');
      if (!broken && last - first >= mostDays * dayMs) throw wrong('to', `must be ${mostDays} days at most`);
      return Array.from({ length: (last - first) / dayMs + 1 }, (_, at) => textOf(first + at * dayMs));
    }

    @Module({
      imports: [Feature.declare({ resources: [tideNotes] }, migrations(migrationFor(tideNotes)))],
      controllers: [TideNotesController, TideCalendarController],
    })
    class TideNotesModule {}
    return TideNotesModule;
  },
});

function dayOf(name: string, asked: unknown): number {
  const at = typeof asked === 'string' && /^\d{4}-\d\d-\d\d$/.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(at) || textOf(at) !== asked) throw wrong(name, 'must be a day such as 2031-05-01');
  return at;
}

function textOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
