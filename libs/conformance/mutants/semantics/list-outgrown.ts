import {
  Action,
  defineError,
  defineResource,
  Feature,
  Found,
  Instant,
  ListOf,
  ResourceController,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const most = 12;

export default mutant({
  name: 'list-outgrown',
  mistake:
    'An action adds to the list inside its row for ever; the bound of the list is looked at in inputs only.',
  caughtBy: 'semantics/list-outgrown',
  build: (broken) => {
    const full = defineError('logbooks.full', 'conflict', 'The logbook is full');

    class Mark {
      @Instant()
      at!: Date;
    }

    @Entity('logbooks')
    class Logbook extends Item {
      @ListOf(() => Mark, { max: most })
      marks!: Mark[];
    }

    const logbooks = defineResource({
      ...usual,
      path: 'logbooks',
      entity: Logbook,
      view: ['id', 'name', 'marks', 'status', 'version', 'createdAt'],
      create: ['name', 'quantity', 'remark', 'marks'],
      permissions: { ...usual.permissions, mark: 'Write a mark' },
    });

    @ResourceController(logbooks)
    class LogbooksController {
      @Action(logbooks, 'mark', { from: 'open', to: 'open', fails: [full] })
      mark(@Found() logbook: Logbook): Logbook {
        if (!broken && logbook.marks.length >= most) throw full();
        logbook.marks = [...logbook.marks, { at: new Date() }];
        return logbook;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [logbooks] }, migrations(migrationFor(logbooks)))],
      controllers: [LogbooksController],
    })
    class LogbooksModule {}
    return LogbooksModule;
  },
});
