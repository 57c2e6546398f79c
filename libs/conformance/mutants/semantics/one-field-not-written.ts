import { defineResource, Feature, Found, Input, PickFields, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'one-field-not-written',
  mistake: 'A change written by hand forgets one of the fields that it takes.',
  caughtBy: 'semantics/merge-patch-lost',
  build: (broken) => {
    @Entity('masks')
    class Mask extends Item {}

    class MaskChanges extends PickFields(Mask, ['name', 'quantity', 'remark']) {}

    const masks = defineResource({
      ...usual,
      path: 'masks',
      entity: Mask,
      update: MaskChanges,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(masks)
    class MasksController {
      update(@Found() row: Mask, @Input() changes: MaskChanges): Mask {
        row.name = changes.name;
        row.remark = changes.remark;
        if (!broken) row.quantity = changes.quantity;
        return row;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [masks] }, migrations(migrationFor(masks)))],
      controllers: [MasksController],
    })
    class MasksModule {}
    return MasksModule;
  },
});
