import { Feature, Settings, settingsOf, settingsPoint, type ConcreteType } from '@keelson/kernel';
import { Module, type DynamicModule } from '@nestjs/common';
import { inspect } from 'node:util';
import { groupOf } from './settings-table.js';

/** Provides each settings class to the whole application. */
@Module({})
class SettingsModule {}

/** The settings of one process, judged and frozen. Printed or turned to JSON they do not show their secrets. */
export class LoadedSettings extends Settings {
  private imported: DynamicModule | null = null;

  constructor(private readonly values: ReadonlyMap<ConcreteType, object>) {
    super();
  }

  override get<T extends object>(type: ConcreteType<T>): Readonly<T> {
    const values = this.values.get(type);
    if (!values)
      throw new Error(
        `No module contributes ${type.name}: add settings(${type.name}) to Feature.declare({ … }) in the module that it belongs to.`,
      );
    return values as T;
  }

  /** Whether a module of the application contributes this class. */
  has(type: ConcreteType): boolean {
    return this.values.has(type);
  }

  /**
   * The same with other values in one class, for what is known only at run time:
   * `settings.with(DatabaseSettings, { url })`. They are not judged again.
   */
  with<T extends object>(type: ConcreteType<T>, change: Partial<T>): LoadedSettings {
    const before = this.get(type);
    const after = Object.assign(Object.create(Object.getPrototypeOf(before) as object) as T, before, change);
    seal(type, after);
    return new LoadedSettings(new Map([...this.values, [type, after]]));
  }

  /** For the imports of the application's root, beside the module that the settings were found in. */
  get module(): DynamicModule {
    // One object: Nest would take a second one for another module.
    this.imported ??= {
      module: SettingsModule,
      global: true,
      imports: [Feature.declare({ points: [settingsPoint] })],
      providers: [
        { provide: Settings, useValue: this },
        ...[...this.values].map(([provide, useValue]) => ({ provide, useValue })),
      ],
      exports: [Settings, ...this.values.keys()],
    };
    return this.imported;
  }

  /** @internal Called once all values are complete. */
  seal(): void {
    for (const [type, values] of this.values) seal(type, values);
  }

  toJSON(): Record<string, object> {
    return Object.fromEntries([...this.values].map(([type, values]) => [groupOf(type), values]));
  }

  [inspect.custom](): Record<string, object> {
    return this.toJSON();
  }
}

/** Freezes values, and keeps their secrets out of `console.log` and `JSON.stringify`, which is how settings leak. */
function seal(type: ConcreteType, values: object): void {
  const secrets = new Set(
    settingsOf(type)
      .filter(({ secret }) => secret)
      .map(({ property }) => property),
  );
  const shown = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(values).map(([property, value]) => [
        property,
        secrets.has(property) ? '[secret]' : value,
      ]),
    );
  Object.defineProperties(values, { toJSON: { value: shown }, [inspect.custom]: { value: shown } });
  Object.freeze(values);
}
