import {
  Allow,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  Instant,
  OrganizationRow,
  ResourceController,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Injectable, Module, Query } from '@nestjs/common';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  migrationFor,
  mutant,
  required,
  text,
  usual,
  whole,
  wrong,
} from '../authoring/index.js';

const month = /^20\d{2}-(0[1-9]|1[0-2])$/;

export default mutant({
  name: 'single-flight-without-tenant',
  mistake: 'Requests for the same month share one sum under way, whichever organization it is of.',
  caughtBy: 'access/mixed-answers',
  build: (broken) => {
    @Entity('sailings')
    class Sailing extends OrganizationRow {
      @Instant()
      leavesAt!: Date;
    }

    const sailings = defineResource({
      ...usual,
      path: 'sailings',
      entity: Sailing,
      view: ['id', 'leavesAt', 'version', 'createdAt'],
      visible: () => everything,
      list: { sort: ['leavesAt'] },
      create: ['leavesAt'],
    });

    interface Months {
      readonly month: string;
      readonly sailings: number;
    }

    @Injectable()
    class SailingMonths {
      private readonly underWay = new Map<string, Promise<Months>>();

      constructor(private readonly database: Database) {}

      of(asked: string): Promise<Months> {
        const key = broken ? asked : `${currentOrganizationId()} ${asked}`;
        const known = this.underWay.get(key);
        if (known) return known;
        const begun = this.count(asked).finally(() => this.underWay.delete(key));
        this.underWay.set(key, begun);
        return begun;
      }

      private async count(asked: string): Promise<Months> {
        const from = new Date(`${asked}-01T00:00:00.000Z`);
        const until = new Date(from);
        until.setUTCMonth(until.getUTCMonth() + 1);
        const [row] = await this.database.read<{ sailings: string | number }>(
          'SELECT COUNT(*) AS sailings FROM sailings WHERE organization_id = ? AND leaves_at >= ? AND leaves_at < ?',
          [currentOrganizationId(), from, until],
        );
        return { month: asked, sailings: Number(row?.sailings) };
      }
    }

    @ResourceController(sailings)
    class SailingsController {}

    @Controller('v1/sailing-months')
    class SailingMonthsController {
      constructor(private readonly months: SailingMonths) {}

      @Get()
      @Allow('sailings:read')
      @required('month', { type: 'string', maxLength: 7, pattern: month.source, examples: ['2031-05'] })
      @described('read-sailing-month', exactly({ month: text, sailings: whole }))
      read(@Query('month') asked: string | undefined): Promise<Months> {
        if (asked === undefined || !month.test(asked))
          throw wrong('month', 'must be a month such as 2031-05');
        return this.months.of(asked);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [sailings] }, migrations(migrationFor(sailings)))],
      controllers: [SailingsController, SailingMonthsController],
      providers: [SailingMonths],
    })
    class SailingsModule {}
    return SailingsModule;
  },
});
