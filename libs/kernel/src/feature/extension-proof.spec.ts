import { Global, Module, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { Entity } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { Ref, Text } from '../fields/fields.js';
import { OrganizationRow, Row } from '../fields/rows.js';
import { defineResource } from '../resource/define-resource.js';
import { extend, extensions, type Extension } from '../resource/extension.js';
import { everything } from '../resource/visibility.js';
import { Feature, type EntityDeclaration } from './feature.js';
import { FeatureRegistry } from './feature-registry.js';
import { Stores } from './stores.js';

@Entity('people')
class Person extends Row {
  @Text({ max: 20 }) name!: string;
}
class PersonView {
  @Text({ max: 20 }) name!: string;
}
@Entity('lamps')
class Lamp extends OrganizationRow {
  @Text({ max: 20 }) color!: string;
  @Text({ max: 20 }) bulbType!: string;
  @Ref(() => Person, { optional: true, includedAs: 'maker' }) personId!: string | null;

  get wireLength(): number {
    return 3;
  }
}
class NewLamp {
  @Text({ max: 20 }) color!: string;
  @Text({ max: 20 }) giftNote!: string;
}
const lamps = defineResource({
  path: 'lamps',
  entity: Lamp,
  tenancy: 'organization',
  description: 'Lamps.',
  view: ['id', 'color'],
  visible: () => everything,
  create: NewLamp,
  permissions: { read: 'See them', create: 'Add one' },
  members: [],
});
@Module({
  imports: [
    Feature.declare({
      resources: [lamps as never],
      entities: [{ entity: Person, tenancy: 'system', view: PersonView }],
    }),
  ],
})
class LampsModule {}

@Global()
@Module({ providers: [{ provide: Stores, useValue: {} }], exports: [Stores] })
class StoresModule {}

@Entity('rooms')
class Room extends OrganizationRow {}

class Shade {
  @Text({ max: 20, optional: true }) cloth!: string | null;
}
class Named {
  @Text({ max: 20, optional: true, classified: 'open' }) cloth!: string | null;
}
class InARoom {
  @Ref(() => Room, { optional: true }) roomId!: string | null;
}
class WithALamp {
  @Ref(() => Lamp, { optional: true }) lampId!: string | null;
}
class MadeBy {
  @Ref(() => Person, { optional: true }) tailorId!: string | null;
}

function extending(name: string, one: Extension, imports: readonly Type[] = [LampsModule]): Type {
  const type = { [name]: class {} }[name] as Type;
  Module({ imports: [...imports, Feature.declare({}, extensions(one))] })(type);
  return type;
}

async function registryWith(...imports: Type[]): Promise<FeatureRegistry> {
  @Module({ imports: [StoresModule, LampsModule, ...imports] })
  class ApplicationModule {}
  const context = await NestFactory.createApplicationContext(ApplicationModule, {
    logger: false,
    preview: true,
    abortOnError: false,
  });
  return new FeatureRegistry(context.get(ModulesContainer));
}

const shade = (prefix = 'shade', roles: object = { view: ['cloth'] }) => extend(Lamp, prefix, Shade, roles);

describe('Extensions in an application', () => {
  it('are part of what the registry has of the entity, in the applications that import them', async () => {
    const [extended, plain] = [
      await registryWith(extending('ShadesModule', shade('shade', { view: ['cloth'], input: ['cloth'] }))),
      await registryWith(),
    ];
    const namesIn = (registry: FeatureRegistry) =>
      registry.entities.find(({ entity }) => entity === Lamp)?.fields.map(({ name }) => name);
    expect(namesIn(extended)).toContain('shadeCloth');
    expect(namesIn(plain)).not.toContain('shadeCloth');
    expect(extended.resourceFor(Lamp)?.addedInput).toEqual(['shadeCloth']);
    expect(plain.resourceFor(Lamp)?.create).toBe(NewLamp);
  });

  it('extend the classes of an entity without a resource', async () => {
    const named = extend(Person, 'shade', Named, { view: ['cloth'] });
    const registry = await registryWith(extending('ShadesModule', named));
    expect(registry.classOf(PersonView)).not.toBe(PersonView);
    expect(registry.classOf(PersonView).name).toBe('PersonView');
    expect(registry.extensionsOf(Person).shown({ shadeCloth: 'linen' })).toEqual({ shadeCloth: 'linen' });
    expect((await registryWith()).classOf(PersonView)).toBe(PersonView);
  });
});

describe('Extensions are refused at boot', () => {
  const room = extend(Room, 'shade', Shade, { view: ['cloth'] });
  const inARoom = extend(Lamp, 'shade', InARoom, {});
  const withALamp = extend(Person, 'shade', WithALamp, {});
  const inputOfPerson = extend(Person, 'shade', Named, { input: ['cloth'] });

  it.each<[string, Type[], string]>([
    [
      'of an entity that no imported module has',
      [extending('ShadesModule', room)],
      'ShadesModule extends Room, which no imported module declares: import the module that declares it',
    ],
    [
      'whose module does not import the one of the entity',
      [extending('ShadesModule', shade() as never, [])],
      'ShadesModule extends Lamp but does not import LampsModule: add it to the imports of ShadesModule',
    ],
    [
      'with the prefix of another',
      [extending('ShadesModule', shade()), extending('CoversModule', shade())],
      'ShadesModule and CoversModule both extend Lamp with the prefix "shade": change one of them',
    ],
    [
      'with the prefix of another before another word',
      [extending('ShadesModule', shade()), extending('CoversModule', shade('shadeExtra'))],
      'both extend Lamp with the prefix "shade" and "shadeExtra"',
    ],
    [
      'with a prefix with which a field begins',
      [extending('ShadesModule', shade('bulb'))],
      'ShadesModule extends Lamp with the prefix "bulb", but Lamp has a field "bulbType", which begins with it: choose another prefix',
    ],
    [
      'with a prefix with which a property begins',
      [extending('ShadesModule', shade('wire'))],
      'but Lamp has a method or property "wireLength"',
    ],
    [
      'with a prefix that an include has',
      [extending('ShadesModule', shade('maker'))],
      'but Lamp has an include "maker"',
    ],
    [
      'with a prefix with which a member of an input begins',
      [extending('ShadesModule', shade('gift'))],
      'but NewLamp has a field "giftNote"',
    ],
    [
      'with a filter where there is no list',
      [extending('ShadesModule', shade('shade', { view: ['cloth'], filter: ['cloth'] }))],
      'ShadesModule adds shadeCloth to Lamp with the role "filter", but nothing lists it: remove "filter" from the extension',
    ],
    [
      'of a row of no organization, with a field of which nobody says who may see its changes',
      [extending('ShadesModule', extend(Person, 'shade', Shade, {}))],
      "ShadesModule adds shadeCloth to Person, whose changes are in the audit log of the organization in which they are made: add { classified: 'personal' }",
    ],
    [
      'with an input where nothing takes one',
      [extending('ShadesModule', inputOfPerson)],
      'ShadesModule adds shadeCloth to Person with the role "input", but nothing accepts it from a client',
    ],
    [
      'with a reference to an entity that no imported module has',
      [extending('ShadesModule', inARoom)],
      'ShadesModule adds shadeRoomId to Lamp, a reference to Room, which no imported module declares',
    ],
    [
      'with a reference from a row of nobody to a row of an organization',
      [extending('ShadesModule', withALamp)],
      'a row with tenancy "system" cannot refer to a row with tenancy "organization"',
    ],
  ])('%s', async (_, modules, message) => {
    await expect(registryWith(...modules)).rejects.toThrow(message);
  });

  it('all at once', async () => {
    const both = registryWith(extending('ShadesModule', room), extending('CoversModule', shade('bulb')));
    await expect(both).rejects.toThrow(
      /ShadesModule extends Room[^]*CoversModule extends Lamp with the prefix/,
    );
  });

  it('unless nothing is wrong with it', async () => {
    const registry = await registryWith(extending('ShadesModule', extend(Lamp, 'shade', MadeBy, {})));
    expect(registry.resourceFor(Lamp)?.fields.at(-1)).toMatchObject({ name: 'shadeTailorId' });
  });
});

describe('A class by which operations show and change rows is refused by name', () => {
  const declaring = (name: string, ...entities: EntityDeclaration[]): Type => {
    const type = { [name]: class {} }[name] as Type;
    Module({ imports: [Feature.declare({ entities })] })(type);
    return type;
  };

  it('as the view and the update of an entity', async () => {
    const both: EntityDeclaration = { entity: Room, tenancy: 'system', view: NewLamp, update: NewLamp };
    await expect(registryWith(declaring('RoomsModule', both))).rejects.toThrow(
      'NewLamp is the view of Room and the update of Room: declare a separate class for one of them, such as one that extends NewLamp.',
    );
  });

  it('for two entities', async () => {
    const rooms: EntityDeclaration = { entity: Room, tenancy: 'system', view: PersonView };
    await expect(registryWith(declaring('RoomsModule', rooms))).rejects.toThrow(
      'PersonView is the view of Person and the view of Room: declare a separate class',
    );
  });
});
