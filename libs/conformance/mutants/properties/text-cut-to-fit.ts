import { defineResource, Feature, Found, Input, PickFields, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'text-cut-to-fit',
  mistake: 'A remark that is too long for a label is cut when it is changed, and nobody is told.',
  caughtBy: 'properties/echo',
  build: (broken) => {
    @Entity('labels')
    class Label extends Item {}

    class LabelChanges extends PickFields(Label, ['name', 'quantity', 'remark']) {}

    const labels = defineResource({
      ...usual,
      path: 'labels',
      entity: Label,
      update: LabelChanges,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(labels)
    class LabelsController {
      update(@Found() row: Label, @Input() changes: LabelChanges): Label {
        const remark = broken ? changes.remark?.slice(0, 80) : changes.remark;
        return Object.assign(row, changes, { remark: remark ?? null });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [labels] }, migrations(migrationFor(labels)))],
      controllers: [LabelsController],
    })
    class LabelsModule {}
    return LabelsModule;
  },
});
