import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'report-in-a-field',
  mistake: 'A report is put together in a field of its provider, which is one for all requests.',
  caughtBy: 'access/mixed-answers',
  build: (broken) => {
    @Entity('lanterns')
    class Lantern extends Item {}

    const lanterns = defineResource({
      ...usual,
      path: 'lanterns',
      entity: Lantern,
    });

    type Report = { data: { name: string }[] };

    @Injectable()
    class LanternReport {
      private report: Report = { data: [] };

      constructor(@InjectStore(Lantern) private readonly store: Store<Lantern>) {}

      async write(): Promise<Report> {
        const own: Report = { data: [] };
        this.report = own;
        for (const status of ['open', 'closed']) {
          const rows = await this.store.find({ status }, { limit: 20 });
          const into = broken ? this.report : own;
          into.data = [...into.data, ...rows.map(({ name }) => ({ name }))].slice(0, 200);
        }
        return broken ? this.report : own;
      }
    }

    @ResourceController(lanterns)
    class LanternsController {}

    @Controller('v1/lantern-report')
    class LanternReportController {
      constructor(private readonly report: LanternReport) {}

      @Get()
      @Allow('lanterns:read')
      @described('read-lantern-report', listOf(exactly({ name: text })))
      read(): Promise<Report> {
        return this.report.write();
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [lanterns] }, migrations(migrationFor(lanterns)))],
      controllers: [LanternsController, LanternReportController],
      providers: [LanternReport],
    })
    class LanternsModule {}
    return LanternsModule;
  },
});
