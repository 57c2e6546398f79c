import { defineResource, Feature, Found, Input, PickFields, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'zero-ignored',
  mistake: 'A change written by hand takes 0 for "leave it as it is".',
  caughtBy: 'semantics/merge-patch-lost',
  build: (broken) => {
    @Entity('parasols')
    class Parasol extends Item {}

    class ParasolChanges extends PickFields(Parasol, ['name', 'quantity', 'remark']) {}

    const parasols = defineResource({
      ...usual,
      path: 'parasols',
      entity: Parasol,
      update: ParasolChanges,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(parasols)
    class ParasolsController {
      update(@Found() row: Parasol, @Input() changes: ParasolChanges): Parasol {
        row.name = changes.name;
        row.quantity = broken ? changes.quantity || row.quantity : changes.quantity;
        row.remark = changes.remark;
        return row;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [parasols] }, migrations(migrationFor(parasols)))],
      controllers: [ParasolsController],
    })
    class ParasolsModule {}
    return ParasolsModule;
  },
});
