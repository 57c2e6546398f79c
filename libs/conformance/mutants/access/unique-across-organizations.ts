import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity, Index } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'unique-across-organizations',
  mistake:
    'An index over what makes a row unique leaves the organization out: the second one is refused its values.',
  caughtBy: 'access/unique-across-organizations',
  build: (broken) => {
    @Entity('cubbies')
    @Index(broken ? ['name', 'quantity'] : ['organizationId', 'name', 'quantity'], { unique: true })
    class Cubby extends Item {}

    const cubbies = defineResource({
      ...usual,
      path: 'cubbies',
      entity: Cubby,
    });

    @ResourceController(cubbies)
    class CubbiesController {}

    const together = [...(broken ? [] : ['organization_id']), 'name', 'quantity'];
    @Module({
      imports: [
        Feature.declare({ resources: [cubbies] }, migrations(migrationFor(cubbies, { unique: [together] }))),
      ],
      controllers: [CubbiesController],
    })
    class CubbiesModule {}
    return CubbiesModule;
  },
});
