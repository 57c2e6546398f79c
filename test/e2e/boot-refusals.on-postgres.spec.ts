import {
  Action,
  declareField,
  defineError,
  defineResource,
  everything,
  Feature,
  Found,
  Input,
  Instant,
  Integer,
  ListOf,
  OneOf,
  Operation,
  OrganizationRow,
  Params,
  Public,
  Ref,
  ResourceController,
  State,
  Text,
  type ConcreteType,
} from '@keelson/kernel';
import { column, createTable, migrations, rowColumns } from '@keelson/platform';
import { Controller, Get, Module, Post, type ModuleMetadata, type Type } from '@nestjs/common';
import { ApiExcludeController, ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Column, Entity, ManyToOne, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { Note, notes } from '../support/features/notes/index.js';
import { CreateNotes1764000000002 } from '../support/features/notes/migrations/1764000000002-create-notes.js';
import { refusedBoot } from '../support/refused-boot.js';

/** What is refused while the classes are being made, or by the boot; each message names the place and the mend. */

const buoyResource = (changes: object = {}, entity: ConcreteType<OrganizationRow> = Buoy) =>
  defineResource({
    path: 'buoys',
    entity: entity as ConcreteType<Buoy>,
    tenancy: 'organization',
    description: 'What marks the water.',
    view: ['id', 'name', 'status'],
    visible: () => everything,
    list: { filter: ['status'], sort: ['name'] },
    create: ['name'],
    permissions: { read: 'See buoys', create: 'Lay a buoy', light: 'Light a buoy' },
    members: [],
    ...changes,
  });

@Entity('buoys')
class Buoy extends OrganizationRow {
  @Text({ max: 40, example: 'Green 3' })
  name!: string;

  @Text({ max: 40, optional: true })
  color!: string | null;

  @State(['dark', 'lit'])
  status!: string;
}

describe('A resource is refused that', () => {
  const refused: Readonly<Record<string, readonly [object, RegExp]>> = {
    'sorts by a field that can be null': [
      { view: ['id', 'color'], list: { sort: ['color'] } },
      /"buoys".*sorts by "color".*make the field required, or remove it/,
    ],
    'filters by a field outside its view': [
      { view: ['id', 'name'] },
      /"buoys".*filters, sorts or searches by "status", which the view does not show/,
    ],
    'shows a field that is none': [{ view: ['id', 'nmae'] }, /Buoy has no field "nmae".*use one of .*name/],
    'takes what only the store writes': [
      { create: ['name', 'version'] },
      /Buoy\.version is written by the store; remove it from "create"/,
    ],
    'takes the tenant': [
      { create: ['name', 'organizationId'] },
      /Buoy\.organizationId is written by the store/,
    ],
    'takes its state': [
      { create: ['name', 'status'] },
      /Buoy\.status is a state field; only actions can change it/,
    ],
    'has a verb without a permission': [{ update: ['name'] }, /"buoys".*no permission for "update"; add it/],
    'has a permission without its verb': [
      { permissions: { read: 'x', create: 'x', remove: 'x' } },
      /"buoys".*permission for "remove" but does not declare that verb/,
    ],
    'is editable in a state that is none': [
      { editableIn: ['drak'] },
      /"buoys".*editableIn lists "drak", which is not a state of Buoy; use one of dark, lit/,
    ],
    'is for operators without saying whose rows they reach': [
      { audience: 'operators', members: undefined },
      /"buoys".*does not say which rows they can reach; add reach: "all"/,
    ],
    'is for operators and for members': [
      { audience: 'operators', reach: 'all' },
      /"buoys".*for operators; remove "members"/,
    ],
    'is for operators and searched by words': [
      {
        audience: 'operators',
        reach: 'all',
        members: undefined,
        list: { sort: ['name'], search: ['name'] },
      },
      /"buoys".*for operators and cannot be searched/,
    ],
    'is for operators and exported': [
      { audience: 'operators', reach: 'all', members: undefined, export: true },
      /"buoys".*for operators and cannot be exported or imported/,
    ],
    'has a path that is none': [{ path: 'Buoys/x' }, /"Buoys\/x".*lower case with dashes/],
  };

  it.each(Object.entries(refused))('%s', (_what, [changes, message]) => {
    expect(() => buoyResource(changes)).toThrow(message);
  });

  it('is editable in a state without having one', () => {
    class Stone extends OrganizationRow {
      @Text({ max: 10 })
      name!: string;
    }
    const changes = { view: ['id', 'name'], list: { sort: ['name'] }, editableIn: ['dark'] };
    expect(() => buoyResource(changes, Stone)).toThrow(/not a state of Stone; add a field with @State/);
  });

  it('holds an instant in a string, or text without a bound', () => {
    const instantAsText = () => {
      class Tide {
        @Instant()
        highAt!: string;
      }
      return Tide;
    };
    expect(instantAsText).toThrow(/Tide\.highAt has the type String, but its decorator requires Date/);
    expect(() => Text({} as { max: number })).toThrow(/needs a maximum length/);
  });

  it('takes a property with a rule and no schema, or the reverse', () => {
    class Ruled {
      @IsString()
      name!: string;
    }
    class Declared {}
    declareField(Declared.prototype, {
      name: 'name',
      kind: 'text',
      required: true,
      schema: { type: 'string' },
    });
    expect(() => buoyResource({ create: Ruled })).toThrow(
      /Ruled\.name has a class-validator rule .* no schema.*field decorator/,
    );
    expect(() => buoyResource({ create: Declared })).toThrow(
      /Declared\.name has a schema but no validation rule/,
    );
  });
});

describe('A controller of a resource is refused', () => {
  const buoys = buoyResource();

  it('whose verb by hand has a route of its own', () => {
    const make = () => {
      @ResourceController(buoys)
      class Buoys {
        @Get()
        list(): void {}
      }
      return Buoys;
    };
    expect(make).toThrow(/Buoys\.list\(\) has a route decorator\. Remove it/);
  });

  it('whose verb by hand is another operation', () => {
    const make = () => {
      @ResourceController(buoys)
      class Buoys {
        @Operation('buoys:lay')
        create(@Input() _input: Buoy): void {}
      }
      return Buoys;
    };
    expect(make).toThrow(
      /Buoys\.create\(\) is declared as two operations, "buoys:lay" and "buoys:create": remove one/,
    );
  });

  it('with a verb that the resource does not declare', () => {
    const make = () => {
      @ResourceController(buoys)
      class Buoys {
        update(@Found() _buoy: Buoy): void {}
      }
      return Buoys;
    };
    expect(make).toThrow(/Buoys\.update\(\): the resource "buoys" declares no "update"\. Declare it/);
  });

  it('whose create() takes no input', () => {
    const make = () => {
      @ResourceController(buoys)
      class Buoys {
        create(): void {}
      }
      return Buoys;
    };
    expect(make).toThrow(/Buoys\.create\(\) has no @Input\(\) parameter.*Add the parameter/);
  });

  it('whose action moves from or to a state that is none', () => {
    expect(() => Action(buoys, 'light', { to: 'litt' })).toThrow(
      /"buoys:light": "litt" is not a state of Buoy; use one of dark, lit/,
    );
    expect(() => Action(buoys, 'light', { from: 'drak', to: 'lit' })).toThrow(/"drak" is not a state/);
    expect(() => Action(buoys, 'sink' as 'light')).toThrow(/"buoys:sink" has no permission: add "sink" to/);
  });

  it('when a permission is misspelt: it does not compile', () => {
    const misspelt = () => {
      // @ts-expect-error the resource declares no such permission
      Action(buoys, 'lihgt');
      // @ts-expect-error nor may a member have one that isn't there
      defineResource({ ...notesOptions, members: ['raed'] });
      // @ts-expect-error a view names fields of the entity
      defineResource({ ...notesOptions, view: ['txet'] });
    };
    expect(misspelt).toBeTypeOf('function');
  });
});

const notesOptions = {
  path: 'notes',
  entity: Note,
  tenancy: 'organization',
  description: '',
  view: ['id'],
  visible: () => everything,
  permissions: { read: '' },
  members: [],
} as const;

describe('Named things are refused twice', () => {
  it('as error codes with two meanings', () => {
    defineError('buoys.adrift', 'conflict', 'The buoy is adrift');
    expect(() => defineError('buoys.adrift', 'invalid', 'Something else')).toThrow(
      /"buoys\.adrift" is defined twice.*change one of the codes, or import the existing error/,
    );
  });
});

/** What is refused for its declarations is refused on every engine; tables are looked at on both. */
const once = inject('engine') === 'postgres';

describe('The boot refuses', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const boot = (metadata: ModuleMetadata) => refusedBoot(app, moduleOf(metadata));

  it.runIf(once)('a route that says nothing about who may call it', async () => {
    @ApiExcludeController()
    @Controller('v1/open-door')
    class OpenDoorController {
      @Get()
      enter(): void {}
    }
    expect(await boot({ controllers: [OpenDoorController] })).toMatch(
      /OpenDoorController\.enter\(\).*@Allow.*@SignedIn.*@Public/s,
    );
  });

  it.runIf(once)('a permission that no feature declares', async () => {
    const { Allow } = await import('@keelson/kernel');
    @ApiExcludeController()
    @Controller('v1/odd')
    class OddController {
      @Get()
      @Allow('odd:reed')
      read(): void {}
    }
    expect(await boot({ controllers: [OddController] })).toMatch(
      /OddController\.read\(\) requires the permission "odd:reed", which no feature declares: add it/,
    );
  });

  it.runIf(once)('an action that is opened to more than its permission', async () => {
    @ResourceController(notes)
    class Open {
      @Public('by mistake')
      @Action(notes, 'keep')
      keep(@Found() note: Note): Note {
        return note;
      }
    }
    const imports = [Feature.declare({ resources: [notes] }, migrations(CreateNotes1764000000002))];
    expect(await boot({ imports, controllers: [Open] })).toMatch(
      /Open\.keep\(\) belongs to the operation "notes:keep", which already has a permission: remove .*@Public/,
    );
  });

  it.runIf(once)('an entity with a column or a relation of TypeORM, also an inherited one', async () => {
    @Entity('piers')
    class Pier extends OrganizationRow {
      @Column()
      length!: number;
    }
    abstract class Quay extends OrganizationRow {
      @Column()
      depth!: number;
    }
    @Entity('stone_quays')
    class StoneQuay extends Quay {}
    @Entity('cranes')
    class Crane extends OrganizationRow {
      @ManyToOne(() => Note)
      note!: Note;
    }
    expect(await boot(featureOf(Pier))).toMatch(
      /Pier\.length has a TypeORM column decorator: use a kernel field/,
    );
    expect(await boot(featureOf(StoneQuay))).toMatch(/StoneQuay\.depth has a TypeORM column decorator/);
    expect(await boot(featureOf(Crane))).toMatch(/Crane uses TypeORM relations.*refer by id \(@Ref\)/);
  });

  it('an entity without a table', async () => {
    class Raft extends OrganizationRow {}
    expect(await boot(featureOf(Raft))).toMatch(/Raft has no table: add TypeORM's @Entity\('table_name'\)/);
    expect(await boot(featureOf(Buoy))).toMatch(
      /There is no table for Buoy \("buoys"\): add the migration .* Feature\.declare/,
    );
  });

  it('an entity whose table lacks a column, or refuses the null of an optional field', async () => {
    @Entity('winches')
    class Winch extends OrganizationRow {
      @Text({ max: 80, unique: 'ignore-case' })
      name!: string;

      @Instant({ optional: true })
      servicedAt!: Date | null;

      @OneOf(['hand', 'electric'])
      drive!: string;
    }
    class CreateWinches1764000000900 implements MigrationInterface {
      up(runner: QueryRunner): Promise<void> {
        return createTable(runner, 'winches', {
          columns: { ...rowColumns('organization'), name: column.text(80), serviced_at: column.instant() },
        });
      }

      down(): Promise<void> {
        throw new Error('Migrations go forward only.');
      }
    }
    const message = await boot(
      moduleMetadata(
        { entities: [{ entity: Winch, tenancy: 'organization' }] },
        migrations(CreateWinches1764000000900),
      ),
    );
    expect(message).toContain('"winches" has no column for Winch.name (name_key: column.key(80))');
    expect(message).toContain(
      '"winches.serviced_at" does not allow null, but Winch.servicedAt is optional (serviced_at: column.instant({ optional: true }))',
    );
    expect(message).toContain('"winches" has no column for Winch.drive (drive: column.oneOf())');
    expect(message).toMatch(/add another migration with addColumn\(…\)/);
  });

  it.runIf(once)('a view with a reference to an entity that no resource shows', async () => {
    @Entity('chains')
    class Chain extends OrganizationRow {}
    @Entity('anchors')
    class Anchor extends OrganizationRow {
      @Ref(() => Chain)
      chainId!: string;
    }
    const anchors = (view: 'chainId' | 'id') =>
      defineResource({
        path: 'anchors',
        entity: Anchor,
        tenancy: 'organization',
        description: 'What holds a boat.',
        view: [view],
        visible: () => everything,
        permissions: { read: 'Read anchors' },
        members: ['read'],
      });
    const entities = [{ entity: Chain, tenancy: 'organization' as const }];
    expect(await boot(moduleMetadata({ resources: [anchors('chainId')], entities }))).toBe(
      'Anchor.chainId refers to Chain, which has no resource, so include=chain cannot return it: declare a resource for Chain, or remove "chainId" from the view.',
    );
    // Refused for its table only.
    expect(await boot(moduleMetadata({ resources: [anchors('id')], entities }))).toMatch(
      /There is no table for Anchor/,
    );
  });

  it.runIf(once)('a resource for operators that says otherwise whose its rows are', async () => {
    const other = defineResource({
      audience: 'operators',
      path: 'notes',
      entity: Note,
      tenancy: 'system',
      description: 'Notes of all organizations.',
      view: ['id'],
      visible: () => everything,
      permissions: { read: 'List notes of all organizations' },
    });
    expect(await boot(moduleMetadata({ resources: [notes, other] }))).toBe(
      'The resource "installation/notes" declares the tenancy "system" for Note, but it is also declared with "organization": use the same tenancy in both places.',
    );
  });

  it.runIf(once)('a resource that no controller shows', async () => {
    expect(
      await boot({ imports: [moduleWith({ resources: [notes] }, migrations(CreateNotes1764000000002))] }),
    ).toMatch(/The resource "notes" has no routes: add a @ResourceController/);
  });

  it.runIf(once)('a path, an entity, a permission and a migration that are declared twice', async () => {
    const twice = (...declaration: Parameters<typeof Feature.declare>) =>
      boot({ imports: [Feature.declare(...declaration), moduleWith(...declaration)] });
    const message = (what: string, name: string) =>
      new RegExp(`The ${what} "${name}" is declared twice: rename one`);
    expect(await twice({ resources: [notes] })).toMatch(message('resource', 'notes'));
    expect(await twice({ entities: [{ entity: Note, tenancy: 'organization' }] })).toMatch(
      message('entity', 'Note'),
    );
    expect(await twice({ permissions: [{ name: 'odd:read', description: 'x' }] })).toMatch(
      message('permission', 'odd:read'),
    );
    class Empty1764000000009 implements MigrationInterface {
      up = () => Promise.resolve();
      down = () => Promise.resolve();
    }
    expect(await twice({}, migrations(Empty1764000000009))).toMatch(
      message('migration', 'Empty1764000000009'),
    );
  });

  it.runIf(once)(
    'an input whose property has a rule and no schema, or the reverse, at any depth',
    async () => {
      class Line {
        @IsString()
        text!: string;
      }
      class Ruled {
        @Integer()
        count!: number;

        @IsString()
        name!: string;
      }
      class Documented {
        @Integer()
        count!: number;

        @ApiProperty({ type: String })
        name!: string;
      }
      class Nested {
        @ListOf(() => Line, { max: 2 })
        lines!: Line[];
      }
      const refusals = await Promise.all([
        boot({ controllers: [controllerTaking(Ruled)] }),
        boot({ controllers: [controllerTaking(Documented)] }),
        boot({ controllers: [controllerTaking(Nested)] }),
        boot({ controllers: [controllerTaking(Object)] }),
        boot({ controllers: [controllerTaking(String)] }),
      ]);
      expect(refusals).toEqual([
        expect.stringMatching(
          /TakerController\.take\(\).*Ruled\.name has a class-validator rule but no schema: use a kernel field/,
        ),
        expect.stringMatching(
          /TakerController\.take\(\).*Documented\.name has a schema but no validation rule/,
        ),
        expect.stringMatching(
          /TakerController\.take\(\).*Line\.text has a class-validator rule .* no schema/,
        ),
        expect.stringMatching(
          /TakerController\.take\(\): @Input\(\) needs a parameter whose type is a class with fields/,
        ),
        expect.stringMatching(
          /TakerController\.take\(\): @Input\(\) needs a parameter whose type is a class with fields/,
        ),
      ]);
    },
  );

  it.runIf(once)('a class of parameters without fields, or with one that no query can hold', async () => {
    class Line {
      @Integer()
      count!: number;
    }
    class Nested {
      @ListOf(() => Line, { max: 2 })
      lines!: Line[];
    }
    expect(await boot({ controllers: [controllerAsking(Object)] })).toMatch(
      /AskerController\.ask\(\): @Params\(\) needs a parameter whose type is a class with fields/,
    );
    expect(await boot({ controllers: [controllerAsking(Nested)] })).toMatch(
      /AskerController\.ask\(\): Nested\.lines cannot be a parameter: a query cannot contain a list; use an @Input\(\)/,
    );
  });

  it.runIf(once)('a route that says nothing for the document, where somebody develops', async () => {
    @Controller('v1/mutes')
    class MuteController {
      @Get()
      @Public('for the test')
      speak(): void {}
    }
    expect(await boot({ controllers: [MuteController] })).toMatch(
      /MuteController\.speak\(\) has no summary: add @ApiOperation/,
    );
  });

  it.runIf(once)('a row that is found outside of a write, or of no entity', async () => {
    @ApiExcludeController()
    @Controller('v1/looks')
    class LookController {
      @Get(':id')
      @Public('for the test')
      look(@Found() _note: Note): void {}
    }
    @ApiExcludeController()
    @Controller('v1/grabs')
    class GrabController {
      @Post(':id')
      @Public('for the test')
      @Operation('grabs:grab')
      grab(@Found() _note: string): void {}
    }
    expect(await boot({ controllers: [LookController] })).toMatch(
      /LookController\.look\(\): @Found\(\) locks a row .* add @Operation/,
    );
    expect(await boot({ controllers: [GrabController] })).toMatch(
      /GrabController\.grab\(\): @Found\(\) needs a parameter whose type is an entity/,
    );
  });
});

function controllerTaking(input: unknown): Type {
  @ApiExcludeController()
  @Controller('v1/takers')
  class TakerController {
    @Post()
    @Public('for the test')
    @Operation('takers:take')
    take(@Input() _input: object): void {}
  }
  Reflect.defineMetadata('design:paramtypes', [input], TakerController.prototype, 'take');
  return TakerController;
}

function controllerAsking(query: unknown): Type {
  @ApiExcludeController()
  @Controller('v1/askers')
  class AskerController {
    @Get()
    @Public('for the test')
    ask(@Params() _query: object): void {}
  }
  Reflect.defineMetadata('design:paramtypes', [query], AskerController.prototype, 'ask');
  return AskerController;
}

function featureOf(entity: ConcreteType): ModuleMetadata {
  return moduleMetadata({ entities: [{ entity, tenancy: 'organization' }] });
}

function moduleMetadata(...declaration: Parameters<typeof Feature.declare>): ModuleMetadata {
  return { imports: [Feature.declare(...declaration)] };
}

function moduleWith(...declaration: Parameters<typeof Feature.declare>): Type {
  return moduleOf(moduleMetadata(...declaration));
}

function moduleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class TrialModule {}
  return TrialModule;
}
