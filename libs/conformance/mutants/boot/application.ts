import {
  Allow,
  defineResource,
  defineSchedule,
  defineJob,
  Feature,
  Input,
  Integer,
  Operation,
  Public,
  ResourceController,
  Text,
  type TextOptions,
} from '@keelson/kernel';
import { migrations, samples, schedules } from '@keelson/platform';
import {
  applyDecorators,
  Body,
  Controller,
  Get,
  Module,
  Post,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { IsString } from 'class-validator';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  Item,
  migrationFor,
  refused,
  undecorated,
  usual,
  whole,
  type RefusedMutant,
} from '../authoring/index.js';

/** What is refused when the application starts. */
export const refusedApplications: readonly RefusedMutant[] = [
  refused({
    name: 'route-without-a-rule',
    mistake: 'A route says nothing about who may call it.',
    message: /OarCountsController\.count\(\) has no access rule[.:] [Aa]dd @Allow/,
    build: (broken) => {
      @Controller('v1/oar-counts')
      class OarCountsController {
        @Get()
        @applyDecorators(...(broken ? [] : [Public('everybody may know')]))
        @described('count-oars', exactly({ count: whole }))
        count(): { count: number } {
          return { count: 2 };
        }
      }
      return moduleOf({ controllers: [OarCountsController] });
    },
  }),
  refused({
    name: 'permission-misspelt',
    mistake: 'A route needs a permission that nobody can have, since it is misspelt.',
    message:
      /SailCountsController\.count\(\) requires the permission "sails:raed", which no feature declares/,
    build: (broken) => {
      @Controller('v1/sail-counts')
      class SailCountsController {
        @Get()
        @Allow(broken ? 'sails:raed' : 'sails:read')
        @described('count-sails', exactly({ count: whole }))
        count(): { count: number } {
          return { count: 2 };
        }
      }
      return moduleOf({
        imports: [Feature.declare({ permissions: [{ name: 'sails:read', description: 'See sails' }] })],
        controllers: [SailCountsController],
      });
    },
  }),
  refused({
    name: 'operation-id-twice',
    mistake: 'Two operations have one id, since one was copied from the other.',
    message: /KeelCountsController\.\w+\(\) and KeelCountsController\.\w+\(\) share/,
    build: (broken) => {
      @Controller('v1/keel-counts')
      class KeelCountsController {
        @Get('long')
        @Public('everybody may know')
        @described('count-long-keels', exactly({ count: whole }))
        long(): { count: number } {
          return { count: 2 };
        }

        @Get('short')
        @Public('everybody may know')
        @described(broken ? 'count-long-keels' : 'count-short-keels', exactly({ count: whole }))
        short(): { count: number } {
          return { count: 2 };
        }
      }
      return moduleOf({ controllers: [KeelCountsController] });
    },
  }),
  refused({
    name: 'body-that-nobody-describes',
    mistake: 'A body is taken as it comes: no class says what is in it.',
    message: /MastNotesController\.write\(\) takes a body that the document cannot describe/,
    build: (broken) => {
      class NamedMast {
        @(broken ? undecorated : Text({ max: 20, example: 'Main' }))
        name!: string;
      }

      @Controller('v1/mast-notes')
      class MastNotesController {
        @Post()
        @Public('everybody may write')
        @Operation('masts:note')
        @described('write-mast-note', exactly({ length: whole }), { status: 201 })
        write(@(broken ? Body() : Input()) mast: NamedMast): { length: number } {
          return { length: mast.name.length };
        }
      }
      return moduleOf({ controllers: [MastNotesController] });
    },
  }),
  refused({
    name: 'rule-without-a-schema',
    mistake: 'A field of an input has a rule of class-validator, and the document does not know it.',
    message: /NamedBoom\.name has a class-validator rule but no schema/,
    build: (broken) => {
      class NamedBoom {
        @Integer({ max: 10, example: 3 })
        length!: number;

        @(broken ? IsString() : Text({ max: 20, example: 'Main' }))
        name!: string;
      }

      @Controller('v1/boom-notes')
      class BoomNotesController {
        @Post()
        @Public('everybody may write')
        @Operation('booms:note')
        @described('write-boom-note', exactly({ length: whole }), { status: 201 })
        write(@Input() boom: NamedBoom): { length: number } {
          return { length: boom.name.length };
        }
      }
      return moduleOf({ controllers: [BoomNotesController] });
    },
  }),
  refused({
    name: 'text-without-a-bound',
    mistake: 'A text has no bound.',
    message: /@Text\(\) needs a maximum length/,
    build: (broken) => {
      class NamedGaff {
        @Text((broken ? {} : { max: 20, example: 'Main' }) as TextOptions)
        name!: string;
      }

      @Controller('v1/gaff-notes')
      class GaffNotesController {
        @Post()
        @Public('everybody may write')
        @Operation('gaffs:note')
        @described('write-gaff-note', exactly({ length: whole }), { status: 201 })
        write(@Input() gaff: NamedGaff): { length: number } {
          return { length: gaff.name.length };
        }
      }
      return moduleOf({ controllers: [GaffNotesController] });
    },
  }),
  refused({
    name: 'forgotten-controller',
    mistake: 'A resource is declared, and its controller stands in no list.',
    message: /The resource "tillers" has no routes/,
    build: (broken) => {
      @Entity('tillers')
      class Tiller extends Item {}

      const tillers = defineResource({
        ...usual,
        path: 'tillers',
        entity: Tiller,
      });

      @ResourceController(tillers)
      class TillersController {}

      return moduleOf({
        imports: [Feature.declare({ resources: [tillers] }, migrations(migrationFor(tillers)))],
        controllers: broken ? [] : [TillersController],
      });
    },
  }),
  refused({
    name: 'schedule-without-a-time',
    mistake: 'A schedule says twice when it comes round, and not which of them holds.',
    message: /Schedule "bilges\.pump" needs either cron or everySeconds/,
    build: (broken) => {
      class Pumped {
        @Integer({ max: 10 })
        most!: number;
      }
      const pump = defineSchedule('bilges.pump', {
        job: defineJob('bilges.pump-out', Pumped),
        payload: { most: 5 },
        cron: '0 3 * * *',
        ...(broken && { everySeconds: 60 }),
        missed: 'skip',
      });
      return moduleOf({ imports: [Feature.declare({}, schedules(pump))] });
    },
  }),
  refused({
    name: 'sample-misspelt',
    mistake: 'A sample is for an operation that there is not, so the kit would never use it.',
    message:
      /has a sample for "thwarts:crate", but there is no operation of this name: use one of thwarts:create\./,
    build: (broken) => {
      @Entity('thwarts')
      class Thwart extends Item {}

      const thwarts = defineResource({ ...usual, path: 'thwarts', entity: Thwart });

      @ResourceController(thwarts)
      class ThwartsController {}

      const sample = samples({ [broken ? 'thwarts:crate' : 'thwarts:create']: () => ({ quantity: 2 }) });
      return moduleOf({
        imports: [Feature.declare({ resources: [thwarts] }, migrations(migrationFor(thwarts)), sample)],
        controllers: [ThwartsController],
      });
    },
  }),
];

function moduleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class ApplicationModule {}
  return ApplicationModule;
}
