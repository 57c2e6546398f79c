import { defineResource, Feature, Found, Input, PickFields, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'null-ignored',
  mistake: 'A change written by hand takes null for "leave it as it is".',
  caughtBy: 'semantics/merge-patch-null',
  build: (broken) => {
    @Entity('costumes')
    class Costume extends Item {}

    class CostumeChanges extends PickFields(Costume, ['name', 'quantity', 'remark']) {}

    const costumes = defineResource({
      ...usual,
      path: 'costumes',
      entity: Costume,
      update: CostumeChanges,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(costumes)
    class CostumesController {
      update(@Found() row: Costume, @Input() changes: CostumeChanges): Costume {
        row.name = changes.name;
        row.quantity = changes.quantity;
        row.remark = broken ? (changes.remark ?? row.remark) : changes.remark;
        return row;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [costumes] }, migrations(migrationFor(costumes)))],
      controllers: [CostumesController],
    })
    class CostumesModule {}
    return CostumesModule;
  },
});
