import {
  defineResource,
  extend,
  type Extension,
  extensions,
  Feature,
  fieldsOf,
  OneOf,
  ResourceController,
  State,
  Text,
  type ConcreteType,
} from '@keelson/kernel';
import { addColumn, column, createIndex, migrations } from '@keelson/platform';
import { Module, type Type } from '@nestjs/common';
import { Entity } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Item, migrationFor, refused, usual, type RefusedMutant } from '../authoring/index.js';

/** What is refused of modules that add fields to entities of others. */
export const refusedExtensions: readonly RefusedMutant[] = [
  refused({
    name: 'extension-filtered-unseen',
    mistake:
      'An added field can be filtered by, and the view does not show it, so its values can be guessed.',
    message: /"kegs".*filters, sorts or searches by "cellarNote", which the view does not show/,
    build: (broken) => {
      @Entity('kegs')
      class Keg extends Item {}
      const view = broken ? [] : (['note'] as const);
      return extending(Keg, 'kegs', (entity) => extend(entity, 'cellar', Noted, { view, filter: ['note'] }));
    },
  }),
  refused({
    name: 'extension-secret-viewed',
    mistake: 'An added field is classified as secret, and the view shows it.',
    message: /"cellar" of Cask: Locked\.code is in the view but classified as secret/,
    build: (broken) => {
      class Locked {
        @Text({ max: 60, optional: true, ...(broken && { classified: 'secret' as const }) })
        code!: string | null;
      }
      @Entity('casks')
      class Cask extends Item {}
      return extending(Cask, 'casks', (entity) => extend(entity, 'cellar', Locked, { view: ['code'] }));
    },
  }),
  refused({
    name: 'extension-without-default',
    mistake:
      'An added field is required and has no default, so rows without the module could not be written.',
    message:
      /Graded\.grade is required, but existing rows have no value for it; make it optional, or give it a fallback/,
    build: (broken) => {
      class Graded {
        @OneOf(['dry', 'sweet'], broken ? {} : { fallback: 'dry' })
        grade!: string;
      }
      @Entity('vats')
      class Vat extends Item {}
      return extending(Vat, 'vats', (entity) => extend(entity, 'cellar', Graded, { view: ['grade'] }));
    },
  }),
  refused({
    name: 'extension-with-a-state',
    mistake: 'A module adds a state to an entity whose actions know nothing of it.',
    message: /Aging\.stage is a state, and an entity's states belong to its own resource/,
    build: (broken) => {
      class Aging {
        @(broken ? State(['young', 'old']) : OneOf(['young', 'old'], { fallback: 'young' }))
        stage!: string;
      }
      @Entity('barrels')
      class Barrel extends Item {}
      return extending(Barrel, 'barrels', (entity) => extend(entity, 'cellar', Aging, { view: ['stage'] }));
    },
  }),
  refused({
    name: 'extension-with-a-taken-prefix',
    mistake: 'The prefix of an extension is the beginning of a name that the entity has.',
    message: /extends Flask with the prefix "quantity", but Flask has a field "quantity"/,
    build: (broken) => {
      @Entity('flasks')
      class Flask extends Item {}
      return extending(Flask, 'flasks', (entity) =>
        extend(entity, broken ? 'quantity' : 'cellar', Noted, { view: ['note'] }),
      );
    },
  }),
  refused({
    name: 'extension-without-column',
    mistake: 'A module adds a field to an entity, and no migration adds its column.',
    message:
      /"jugs" has no column for Jug\.cellarNote \(cellar_note: column\.text\(60, \{ optional: true \}\)\)/,
    build: (broken) => {
      @Entity('jugs')
      class Jug extends Item {}
      return extending(Jug, 'jugs', (entity) => extend(entity, 'cellar', Noted, { view: ['note'] }), !broken);
    },
  }),
];

class Noted {
  @Text({ max: 60, optional: true, example: 'Left of the stairs' })
  note!: string | null;
}

/** A module with the resource, and one that extends it. */
function extending(
  entity: ConcreteType<Item>,
  path: string,
  extension: (entity: ConcreteType<Item>) => Extension,
  isMigrated = true,
): Type {
  const items = defineResource({ ...usual, path, entity });

  @ResourceController(items)
  class ItemsController {}

  @Module({
    imports: [Feature.declare({ resources: [items as never] }, migrations(migrationFor(items)))],
    controllers: [ItemsController],
  })
  class ItemsModule {}

  const one = extension(entity);
  @Module({
    imports: [
      ItemsModule,
      Feature.declare({}, extensions(one), ...(isMigrated ? [migrations(adding(path, one))] : [])),
    ],
  })
  class CellarModule {}
  return CellarModule;
}

let made = 0;

/** The migration that a team would have written: a column for each field, and an index for each filter. */
function adding(table: string, { stored, roles }: Extension): ConcreteType<MigrationInterface> {
  made += 1;
  class Migration implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      for (const { name, columnDefault } of fieldsOf(stored))
        await addColumn(
          runner,
          table,
          columnName(name),
          column.text(60, columnDefault === undefined ? { optional: true } : { default: columnDefault }),
        );
      for (const name of roles.filter)
        await createIndex(runner, table, ['organization_id', columnName(name), 'created_at', 'id']);
    }

    down(): Promise<void> {
      throw new Error('Migrations go forward only.');
    }
  }
  return Object.defineProperty(Migration, 'name', { value: `Extend${1_790_000_001_000 + made}` });
}

function columnName(property: string): string {
  return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
