import {
  asOrganization,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  Id,
  ResourceController,
  ResourceReader,
  where,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'own-read-without-row-rule',
  mistake: 'One verb written by hand runs as the organization, where "visible" does not hold.',
  caughtBy: 'access/hidden-row',
  build: (broken) => {
    @Entity('salaries')
    class Salary extends Item {}

    const salaries = defineResource({
      ...usual,
      path: 'salaries',
      entity: Salary,
      visible: ({ caller }) => (caller.can('salaries:create') ? everything : where({ status: 'closed' })),
    });

    @ResourceController(salaries)
    class SalariesController {
      constructor(private readonly reader: ResourceReader) {}

      read(@Id() id: string): Promise<unknown> {
        const read = () => this.reader.read(salaries, id);
        return broken ? asOrganization(currentOrganizationId(), read) : read();
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [salaries] }, migrations(migrationFor(salaries)))],
      controllers: [SalariesController],
    })
    class SalariesModule {}
    return SalariesModule;
  },
});
