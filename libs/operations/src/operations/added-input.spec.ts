import { maybeContext, readInput, Row, Text, type CatalogOperation } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { AddedInput } from './added-input.js';

class Lamp extends Row {
  color!: string;
}
class LampInput {
  @Text({ max: 20, optional: true }) color!: string | null;
  @Text({ max: 20, optional: true }) shadeCloth!: string | null;
  @Text({ max: 20, optional: true }) shadeForm!: string | null;
}
const operation = (parts: object) =>
  ({
    resource: { entity: Lamp, addedInput: ['shadeCloth', 'shadeForm'] },
    verb: 'create',
    supplied: false,
    ...parts,
  }) as unknown as CatalogOperation;
const input = (body: object) => readInput(LampInput, body);
const lamp = (values: object = {}) => Object.assign(Object.create(Lamp.prototype as object) as Lamp, values);

describe('What a client gives to added fields', () => {
  it('is there for the row that a written create inserts, whole', async () => {
    const added = new AddedInput(operation({}), input({ color: 'red', shadeCloth: 'linen' }));
    expect(await added.whileCreating(() => maybeContext()?.added)).toEqual({
      entity: Lamp,
      values: { shadeCloth: 'linen', shadeForm: null },
      givenTo: null,
    });
    expect(maybeContext()?.added).toBeUndefined();
  });

  it('is what the body names, for an update', () => {
    const row = lamp({ shadeCloth: 'silk', shadeForm: 'round' });
    new AddedInput(operation({ verb: 'update' }), input({ shadeCloth: null })).giveTo(row);
    expect(row).toEqual({ shadeCloth: null, shadeForm: 'round' });
  });

  it.each([
    ['the method is the one of the store', { supplied: true }],
    ['the verb is an action', { verb: 'action' }],
    ['nothing is added', { resource: { entity: Lamp, addedInput: [] } }],
    ['there is no resource', { resource: null, verb: 'free' }],
  ])('is nothing where %s', async (_, parts) => {
    const added = new AddedInput(operation(parts), input({ shadeCloth: 'linen' }));
    const row = lamp();
    added.giveTo(row);
    expect(row).toEqual({});
    expect(await added.whileCreating(() => maybeContext()?.added)).toBeUndefined();
    // Nor is what was given to the operation that calls this one.
    const outer = new AddedInput(operation({}), input({ shadeCloth: 'linen' }));
    const within = outer.whileCreating(() => added.whileCreating(() => maybeContext()?.added));
    expect(await within).toBeUndefined();
  });
});
