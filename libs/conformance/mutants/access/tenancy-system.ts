import {
  defineResource,
  everything,
  Feature,
  Integer,
  OrganizationRow,
  ResourceController,
  Row,
  Text,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'tenancy-system',
  mistake: 'Rows of organizations are declared to be the installation’s, since that needed no organization.',
  caughtBy: 'access/foreign-row',
  build: (broken) => {
    @Entity('menus')
    class Menu extends ((broken ? Row : OrganizationRow) as typeof Row) {
      @Text({ max: 60, example: 'Lunch' })
      name!: string;

      @Integer({ max: 1_000, example: 3 })
      courses!: number;
    }

    const menus = defineResource({
      path: 'menus',
      entity: Menu,
      tenancy: broken ? 'system' : 'organization',
      description: 'What there is to eat.',
      view: ['id', 'name', 'courses', 'version', 'createdAt'],
      visible: () => everything,
      list: { filter: ['courses'], sort: ['createdAt'] },
      create: ['name', 'courses'],
      permissions: usual.permissions,
      members: ['read'],
    });

    @ResourceController(menus)
    class MenusController {}

    @Module({
      imports: [Feature.declare({ resources: [menus] }, migrations(migrationFor(menus)))],
      controllers: [MenusController],
    })
    class MenusModule {}
    return MenusModule;
  },
});
