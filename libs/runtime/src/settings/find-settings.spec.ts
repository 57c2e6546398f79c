import { Feature, Setting, settings, SettingsError, WholeNumberSetting } from '@keelson/kernel';
import { forwardRef, Inject, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { findSettings, loadSettings, type LoadedSettings } from './index.js';

class HarborSettings {
  @WholeNumberSetting({
    variable: 'HARBOR_BERTHS',
    min: 1,
    max: 50,
    default: '12',
    description: 'Number of berths.',
  })
  berths!: number;

  @Setting(
    { variable: 'HARBOR_KEY', secret: true, default: '', description: 'Opens the gate.' },
    { accepts: 'a key' },
  )
  key!: string;
}

@Injectable()
class Harbor {
  constructor(readonly settings: HarborSettings) {}
}

@Module({ imports: [Feature.declare({}, settings(HarborSettings))], providers: [Harbor] })
class HarborModule {}

@Module({ imports: [HarborModule] })
class PortModule {}

const compiled = (given: LoadedSettings, root: Type) =>
  Test.createTestingModule({ imports: [given.module, root] }).compile();

describe('settings of a module', () => {
  it('are found, documented, read and injected, without an edit elsewhere', async () => {
    const found = await findSettings(PortModule);
    expect(found.table).toEqual([
      expect.objectContaining({
        name: 'HARBOR_BERTHS',
        group: 'harbor',
        default: '12',
        description: 'Number of berths.',
        accepts: 'a whole number from 1 to 50',
        file: false,
      }),
      expect.objectContaining({ name: 'HARBOR_KEY', secret: true, file: true }),
    ]);
    const module = await compiled(found.read({ HARBOR_BERTHS: '7' }), PortModule);
    expect(module.get(Harbor).settings.berths).toBe(7);
    expect(Object.isFrozen(module.get(HarborSettings))).toBe(true);
  });

  it('are validated: all that is wrong is named at once', async () => {
    const wrong = { HARBOR_BERTHS: '0', HARBOR_KEY: 'x', HARBOR_KEY_FILE: 'y', KEELSON_HARBOR: '1' };
    await expect(loadSettings(PortModule, wrong)).rejects.toThrow(SettingsError);
    const failure: unknown = await loadSettings(PortModule, wrong).catch((error: unknown) => error);
    expect((failure as SettingsError).problems.map(({ variable }) => variable).toSorted()).toEqual([
      'HARBOR_BERTHS',
      'HARBOR_KEY_FILE',
      'KEELSON_HARBOR',
    ]);
  });

  it('can be given by class, for what is known only at run time', async () => {
    const read = await loadSettings(PortModule, { HARBOR_KEY: 'hunter2' });
    const given = read.with(HarborSettings, { berths: 3 });
    expect((await compiled(given, PortModule)).get(Harbor).settings).toMatchObject({
      berths: 3,
      key: 'hunter2',
    });
    expect(read.get(HarborSettings).berths).toBe(12);
    expect(JSON.stringify(given)).toBe('{"harbor":{"berths":3,"key":"[secret]"}}');
    expect(() => Object.assign(given.get(HarborSettings), { berths: 1 })).toThrow(TypeError);
  });

  it.each<[string, () => Parameters<typeof findSettings>[0]]>([
    ['a dynamic module', () => ({ module: class {}, imports: [HarborModule] })],
    ['a promise of one', () => Promise.resolve({ module: class {}, imports: [HarborModule] })],
    ['the static imports of a dynamic module', (): DynamicModule => ({ module: PortModule })],
    ['a forward reference', () => forwardRef(() => PortModule)],
    ['the imports of a testing module', () => [PortModule, HarborModule]],
  ])('are found in %s, once', async (_, root) => {
    const { table } = await findSettings(root());
    expect(table.map(({ name }) => name)).toEqual(['HARBOR_BERTHS', 'HARBOR_KEY']);
  });
});

describe('settings that cannot be right', () => {
  it.each<[string, Type | { provide: string; useFactory: () => string; inject: Type[] }]>([
    ['Harbor', Harbor],
    ['PropertyHarbor', propertyHarbor()],
    ['BERTHS', { provide: 'BERTHS', useFactory: () => '', inject: [HarborSettings] }],
  ])('are refused where nobody contributes what %s injects', async (name, provider) => {
    @Module({ providers: [provider] })
    class LonelyModule {}
    await expect(findSettings(LonelyModule)).rejects.toThrow(
      `${name} in LonelyModule injects HarborSettings, which no imported module contributes: add settings(HarborSettings) to Feature.declare({ … })`,
    );
  });

  it('are refused by name where two classes claim one variable', async () => {
    class PierSettings {
      @WholeNumberSetting({ variable: 'HARBOR_BERTHS', min: 1, max: 9, default: '1', description: 'Berths.' })
      berths!: number;
    }
    @Module({ imports: [HarborModule, Feature.declare({}, settings(PierSettings))] })
    class PierModule {}
    await expect(findSettings(PierModule)).rejects.toThrow(
      'HarborSettings and PierSettings both read the variable HARBOR_BERTHS',
    );
  });

  it('are named when code asks for a class that nobody contributes', async () => {
    class PierSettings {}
    const given = await loadSettings(PortModule, {});
    expect(() => given.get(PierSettings)).toThrow('No module contributes PierSettings: add settings(');
  });
});

function propertyHarbor(): Type {
  @Injectable()
  class PropertyHarbor {
    @Inject() readonly settings!: HarborSettings;
  }
  return PropertyHarbor;
}
