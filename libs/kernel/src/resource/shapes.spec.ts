import { Entity } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { Integer, Text } from '../fields/fields.js';
import { fieldsOf } from '../fields/field-registry.js';
import { OrganizationRow } from '../fields/rows.js';
import { readInput } from '../operation/read-input.js';
import { defineResource } from './define-resource.js';
import { extend, type Extension } from './extension.js';
import { PickFields, Shapes } from './shapes.js';
import { everything } from './visibility.js';

@Entity('lamps')
class Lamp extends OrganizationRow {
  @Text({ max: 20 }) color!: string;
}

class LampChanges extends PickFields(Lamp, ['color']) {
  paint(): string {
    return `${this.color} paint`;
  }
}

const lamps = defineResource<Lamp, string>({
  path: 'lamps',
  entity: Lamp,
  tenancy: 'organization',
  description: 'Lamps.',
  view: ['id', 'color'],
  visible: () => everything,
  list: { filter: ['color'], sort: ['color'] },
  create: ['color'],
  update: LampChanges,
  permissions: { read: 'See them', create: 'Add one', update: 'Change one' },
  members: [],
});

class Shade {
  @Text({ max: 20, optional: true }) cloth!: string | null;
  @Integer({ max: 9, fallback: 1 }) layers!: number;
}

const shade = extend(Lamp, 'shade', Shade, {
  view: ['cloth', 'layers'],
  input: ['cloth'],
  filter: ['cloth'],
  sort: ['layers'],
});
const shapesWith = (...added: Extension<Lamp>[]) => new Shapes(added as never).resolve(lamps as never);
const namesIn = (type: object | null) => fieldsOf(type as never).map(({ name }) => name);

describe('The shapes of a resource', () => {
  it('are those of its author, and the same each time', () => {
    const shapes = new Shapes();
    const resolved = shapes.resolve(lamps as never);
    expect(namesIn(resolved.view)).toEqual(['id', 'color']);
    expect(resolved.update).toBe(LampChanges);
    expect([shapes.resolve(lamps as never), shapes.resolve(resolved)]).toEqual([resolved, resolved]);
  });

  it('have the fields that modules add, and leave the classes of authors as they are', () => {
    const { view, create, update, fields, list } = shapesWith(shade);
    expect([view, create, update].map(namesIn)).toEqual([
      ['id', 'color', 'shadeCloth', 'shadeLayers'],
      ['color', 'shadeCloth'],
      ['color', 'shadeCloth'],
    ]);
    const names = (of: readonly { readonly name: string }[] = []) => of.map(({ name }) => name);
    expect([names(list?.filter), names(list?.sort)]).toEqual([
      ['color', 'shadeCloth'],
      ['color', 'shadeLayers'],
    ]);
    expect(view.name).toBe('Lamp');
    expect(fields.map(({ name }) => name)).toContain('shadeCloth');
    expect([Lamp, LampChanges].flatMap(namesIn)).not.toContain('shadeCloth');
    expect(shapesWith().fields).not.toContainEqual(expect.objectContaining({ name: 'shadeCloth' }));
  });

  it('extend a class of an input, with its methods and with the rules of what is added', () => {
    const { update } = shapesWith(shade);
    const input = readInput(update as never, { color: 'red', shadeCloth: 'linen' }) as LampChanges;
    expect(input).toBeInstanceOf(LampChanges);
    expect([input.paint(), input]).toMatchObject(['red paint', { shadeCloth: 'linen' }]);
    expect(() => readInput(update as never, { color: 'red', shadeCloth: 5 })).toThrow('not valid');
    expect(() => readInput(LampChanges, { color: 'red', shadeCloth: 'linen' })).toThrow('not valid');
  });
});
