import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { contributionPoint, Feature, FeatureRegistry } from '../index.js';

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
  expect(registry.contributions(point)).toEqual([{ owner: HarborModule, value: ['Ahoy', 'Hello'] }]);
  expect((await registryOf(GreetingsModule)).contributions(point)).toEqual([]);
});

it('what two modules import is contributed once', async () => {
  const shared = Feature.declare({}, greetings('Ahoy'));
  @Module({ imports: [shared] })
  class FirstModule {}
  @Module({ imports: [shared] })
  class SecondModule {}
  const registry = await registryOf(FirstModule, SecondModule, GreetingsModule);
  expect(registry.contributions(point)).toEqual([{ owner: FirstModule, value: ['Ahoy'] }]);
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
