import { ValidateIf } from 'class-validator';
import { Entity } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../fields/field-registry.js';
import { Flag, Identifier, Instant, Integer, Json, OneOf, Ref, State, Text } from '../fields/fields.js';
import { PermissionNames } from '../fields/list-fields.js';
import { OrganizationRow } from '../fields/rows.js';
import { CreatedBy } from '../fields/stamps.js';
import { readInput } from '../operation/read-input.js';
import { ExtendedRow } from './extended-row.js';
import { extend } from './extension.js';

@Entity('lamps')
class Lamp extends OrganizationRow {
  @Text({ max: 20 }) color!: string;
}

class Shade {
  @Text({ max: 20, optional: true }) cloth!: string | null;
  @Text({ max: 20, optional: true, classified: 'personal' }) tailor!: string | null;
  @OneOf(['round', 'square'], { fallback: 'round', classified: 'personal' }) form!: string;
  @Ref(() => Lamp, { optional: true, includedAs: 'twin' }) otherId!: string | null;

  get isRound(): boolean {
    return this.form === 'round';
  }
}

const shade = extend(Lamp, 'shade', Shade, { view: ['cloth'], input: ['cloth', 'tailor'] });
const lampWith = (values: object) => Object.assign(new Lamp(), values);

describe('An extension', () => {
  it('stores and sends its fields under the prefix', () => {
    const stored = fieldsOf(shade.stored);
    expect(stored.map(({ name, includedAs }) => includedAs ?? name)).toEqual([
      'shadeCloth',
      'shadeTailor',
      'shadeForm',
      'shadeTwin',
    ]);
    expect(stored.map(({ columnDefault }) => columnDefault)).toEqual([
      undefined,
      undefined,
      'round',
      undefined,
    ]);
    expect(shade.roles).toEqual({
      view: ['shadeCloth'],
      input: ['shadeCloth', 'shadeTailor'],
      filter: [],
      sort: [],
    });
    expect(fieldsOf(Shade).map(({ name }) => name)).toEqual(['cloth', 'tailor', 'form', 'otherId']);
  });

  it('reads and writes the fields of a row by their own names, with the methods of their class', () => {
    const lamp = lampWith({ shadeCloth: 'linen', shadeForm: 'round' });
    expect([shade.of(lamp).cloth, shade.of(lamp).isRound]).toEqual(['linen', true]);
    shade.of(lamp).form = 'square';
    expect(lamp).toMatchObject({ shadeForm: 'square' });
    expect(shade.of(lamp).isRound).toBe(false);
  });

  it('does not take a row without the fields for one whose fields are empty', () => {
    expect(() => shade.of(new Lamp()).cloth).toThrow(
      'This Lamp has no shadeCloth: import the module that contributes extensions(shade)',
    );
  });

  it('is typed by its class', () => {
    const lamp = lampWith({ shadeCloth: 'linen' });
    const cloth: string | null = shade.of(lamp).cloth;
    expect(cloth).toBe('linen');
    // @ts-expect-error the class has no such field
    expect(shade.of(lamp).color).toBeUndefined();
    // @ts-expect-error nor can it be shown
    expect(() => extend(Lamp, 'shade', Shade, { view: ['color'] })).toThrow('Shade has no field "color"');
    // @ts-expect-error the row is of another entity
    expect(() => shade.of(new Shade()).cloth).toThrow('has no shadeCloth');
  });

  it('names values and conditions for the store', () => {
    expect(shade.values({ cloth: 'linen' })).toEqual({ shadeCloth: 'linen' });
    expect(shade.where({ form: ['round', 'square'] })).toEqual({ shadeForm: ['round', 'square'] });
    expect(() => shade.values({ color: 'red' } as never)).toThrow('Shade has no field "color"');
  });

  it('checks values under their new names by the rules of their class', () => {
    class Fringe {
      @Flag({ fallback: false }) worn!: boolean;
      @Integer({ max: 9, optional: true }) @ValidateIf((fringe: Fringe) => fringe.worn) length!:
        | number
        | null;
    }
    const { stored } = extend(Lamp, 'fringe', Fringe, {});
    expect(readInput(stored, {})).toEqual({ fringeWorn: false, fringeLength: null });
    expect(readInput(stored, { fringeLength: 12 })).toEqual({ fringeWorn: false, fringeLength: 12 });
    const refused = () => readInput(stored, { fringeWorn: true, fringeLength: 12 });
    const errors = [{ pointer: '/fringeLength', detail: 'must be a whole number from 0 to 9' }];
    expect(refused).toThrow(expect.objectContaining({ details: expect.objectContaining({ errors }) }));
    expect(() => readInput(stored, { length: 3 })).toThrow('not valid');
  });

  it('shows, changes and erases rows for operations with classes of their own', () => {
    const row = lampWith({ shadeCloth: 'linen', shadeTailor: 'Ada', shadeForm: 'square' });
    const extended = new ExtendedRow([shade as never]);
    expect(extended.shown(row)).toEqual({ shadeCloth: 'linen' });
    extended.change(row, { shadeCloth: 'silk', shadeForm: 'round', color: 'red' });
    expect(row).toMatchObject({ shadeCloth: 'silk', shadeForm: 'square' });
    extended.erase(row);
    expect(row).toMatchObject({ shadeCloth: 'silk', shadeTailor: null, shadeForm: 'round' });
  });
});

describe('An extension is refused', () => {
  class Demanding {
    @OneOf(['big', 'small']) size!: string;
  }
  class Moving {
    @State(['on', 'off']) lit!: string;
  }
  class Owned {
    @Identifier({ optional: true }) organizationId!: string | null;
  }
  class Stored extends OrganizationRow {
    @Text({ max: 20, optional: true }) cloth!: string | null;
  }
  class Stamped {
    @CreatedBy(() => Lamp) createdById!: string | null;
  }
  class Granting {
    @PermissionNames({ max: 5, optional: true }) permissions!: string[] | null;
  }
  class Misnamed {
    @Text({ max: 20, optional: true }) Cloth!: string | null;
  }
  class Long {
    @Text({ max: 20, optional: true }) theNameOfTheClothThatTheShadeOfTheLampIsMadeOfByItsMaker!:
      | string
      | null;
  }
  class Secret {
    @Text({ max: 20, optional: true, classified: 'secret' }) pin!: string | null;
    @Json({ optional: true }) settings!: object | null;
    @Instant({ optional: true }) madeAt!: Date | null;
  }
  class Empty {}

  it.each([
    [
      'shade',
      Demanding,
      {},
      'Demanding.size is required, but existing rows have no value for it; make it optional, or give it a fallback',
    ],
    [
      'shade',
      Moving,
      {},
      "Moving.lit is a state, and an entity's states belong to its own resource; use @OneOf",
    ],
    ['shade', Owned, {}, 'Owned.organizationId would decide who owns the row'],
    ['shade', Stored, {}, "Stored extends OrganizationRow, but the row is the entity's"],
    ['shade', Stamped, {}, 'Stamped.createdById would be written by the store'],
    ['shade', Granting, {}, 'Granting.permissions grants permissions'],
    ['shade', Misnamed, {}, 'Misnamed.Cloth must be named in camel case'],
    ['shade', Long, {}, 'longer than 59 characters; shorten the prefix or the name'],
    ['shade', Empty, {}, 'Empty has no fields'],
    ['Shade', Shade, {}, 'the prefix must be a word in camel case'],
    ['shade', Shade, { view: ['wool'] }, 'Shade has no field "wool"'],
    [
      'shade',
      Secret,
      { view: ['pin'] },
      'Secret.pin is in the view but classified as secret; remove it from the view',
    ],
    ['shade', Secret, { input: ['settings'] }, 'Secret.settings is JSON without a schema'],
    ['shade', Secret, { sort: ['madeAt'] }, 'Secret.madeAt is sorted by but optional'],
  ])('%s of %o with %o', (prefix, fields, roles, message) => {
    expect(() => extend(Lamp, prefix, fields as never, roles as never)).toThrow(message);
  });
});
