import { forwardRef, Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { contributionPoint, Feature, FeatureRegistry, twinFaults } from '../index.js';

const point = contributionPoint<readonly string[]>('greetings', {
  prove: (all) =>
    all.flatMap(({ owner, value }) =>
      value.length === 0 ? [`${owner.name} contributes no greeting: add one.`] : [],
    ),
});
const greetings = (...texts: string[]) => point.of(texts);

@Module({ imports: [Feature.declare({ points: [point] })] })
class GreetingsModule {}

@Module({ imports: [Feature.declare({}, greetings('Ahoy', 'Hello'))] })
class HarborModule {}

@Module({ imports: [Feature.declare({}, greetings())] })
class SilentModule {}

async function registryOf(...imports: (Type | DynamicModule)[]): Promise<FeatureRegistry> {
  const module = await Test.createTestingModule({ imports, providers: [FeatureRegistry] }).compile();
  return module.get(FeatureRegistry);
}

it('a point collects what modules contribute, with the module that did', async () => {
  const registry = await registryOf(HarborModule, GreetingsModule);
  expect(registry.contributions(point)).toEqual([
    { owner: HarborModule, rank: expect.any(Number), value: ['Ahoy', 'Hello'] },
  ]);
  expect((await registryOf(GreetingsModule)).contributions(point)).toEqual([]);
});

it('what two modules import is contributed once', async () => {
  const shared = Feature.declare({}, greetings('Ahoy'));
  @Module({ imports: [shared] })
  class FirstModule {}
  @Module({ imports: [shared] })
  class SecondModule {}
  const registry = await registryOf(FirstModule, SecondModule, GreetingsModule);
  expect(registry.contributions(point)).toEqual([
    { owner: FirstModule, rank: expect.any(Number), value: ['Ahoy'] },
  ]);
});

it('a contribution that no imported module uses is refused by name', async () => {
  await expect(registryOf(HarborModule)).rejects.toThrow(
    'HarborModule contributes greetings, which no imported module uses: import the module that does, or remove the contribution.',
  );
});

it('a point refuses contributions, and may not be used by two modules', async () => {
  await expect(registryOf(SilentModule, GreetingsModule)).rejects.toThrow(
    'SilentModule contributes no greeting: add one.',
  );
  @Module({ imports: [Feature.declare({ points: [point] })] })
  class OtherModule {}
  await expect(registryOf(GreetingsModule, OtherModule)).rejects.toThrow(
    'The contribution point "greetings" is declared twice',
  );
});

describe('contributions come', () => {
  const owners = async (...imports: Type[]) =>
    (await registryOf(...imports, GreetingsModule)).contributions(point).map(({ owner }) => owner.name);
  @Module({ imports: [Feature.declare({}, greetings('from below'))] })
  class LowModule {}
  @Module({ imports: [Feature.declare({}, greetings('from between')), LowModule] })
  class MiddleModule {}
  @Module({ imports: [Feature.declare({}, greetings('from above')), forwardRef(() => MiddleModule)] })
  class HighModule {}

  it('after those of the modules that their module imports, however the application lists them', async () => {
    const order = ['LowModule', 'MiddleModule', 'HighModule'];
    expect(await owners(HighModule, MiddleModule, LowModule)).toEqual(order);
    expect(await owners(LowModule, HighModule, MiddleModule)).toEqual(order);
  });

  it('after those of global modules and of what these import', async () => {
    @Module({ imports: [Feature.declare({}, greetings('from the tools'))] })
    class ToolsModule {}
    @Global()
    @Module({ imports: [Feature.declare({}, greetings('from everywhere')), ToolsModule] })
    class EverywhereModule {}
    expect(await owners(HarborModule, LowModule, EverywhereModule)).toEqual([
      'ToolsModule',
      'EverywhereModule',
      'HarborModule',
      'LowModule',
    ]);
  });
});

it('things with the same name are reported with the modules that contribute them', () => {
  const all = [
    { owner: HarborModule, rank: 0, value: ['Ahoy', 'Hello'] },
    { owner: SilentModule, rank: 0, value: ['Ahoy'] },
  ];
  expect(twinFaults('greeting', all, (text) => text)).toEqual([
    'The greeting "Ahoy" is declared twice: rename one of the two, or contribute it only once (HarborModule and SilentModule).',
  ]);
});
