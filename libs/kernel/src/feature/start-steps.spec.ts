import { Global, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { StartStep, startStepsOf } from '../index.js';

@Injectable()
class Launch extends StartStep {}
@Injectable()
class Rig extends StartStep {}
@Injectable()
class Sail extends StartStep {}
@Injectable()
class Horn extends StartStep {}

@Module({ providers: [Launch, Rig] })
class YardModule {}
@Module({ imports: [YardModule], providers: [Sail, { provide: 'sailing', useExisting: Sail }] })
class SailingModule {}
@Module({ providers: [Horn] })
class HornModule {}
@Global()
@Module({ imports: [HornModule] })
class SignalsModule {}

async function stepsOf(...imports: Type[]): Promise<readonly string[]> {
  const module = await Test.createTestingModule({ imports }).compile();
  const steps = startStepsOf(module.get(ModulesContainer));
  return steps.map((step) => step.constructor.name);
}

describe('Start steps run', () => {
  it('after those of the modules that their module imports, however the application lists them', async () => {
    expect(await stepsOf(SailingModule, YardModule)).toEqual(['Launch', 'Rig', 'Sail']);
    expect(await stepsOf(YardModule, SailingModule)).toEqual(['Launch', 'Rig', 'Sail']);
  });

  it('after those of what global modules stand on', async () => {
    expect(await stepsOf(YardModule, SignalsModule)).toEqual(['Horn', 'Launch', 'Rig']);
  });

  it('in the order of the imports, where neither module imports the other', async () => {
    expect(await stepsOf(HornModule, YardModule)).toEqual(['Horn', 'Launch', 'Rig']);
    expect(await stepsOf(YardModule, HornModule)).toEqual(['Launch', 'Rig', 'Horn']);
  });
});

describe('A start step is refused by name', () => {
  const message = /^(\w+) in \w+ is a StartStep but is not created when the application starts/;

  it.each([Scope.REQUEST, Scope.TRANSIENT])('with the scope %s', async (scope) => {
    @Injectable({ scope })
    class Late extends StartStep {}
    @Module({ providers: [Late] })
    class LateModule {}
    await expect(stepsOf(LateModule)).rejects.toThrow(message);
    await expect(stepsOf(LateModule)).rejects.toThrow('Late in LateModule');
  });

  it('when it injects what is created for each request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Visitor {}
    @Injectable()
    class Welcome extends StartStep {
      constructor(readonly visitor: Visitor) {
        super();
      }
    }
    Reflect.defineMetadata('design:paramtypes', [Visitor], Welcome);
    @Module({ providers: [Visitor, Welcome] })
    class WelcomeModule {}
    await expect(stepsOf(WelcomeModule)).rejects.toThrow('Welcome in WelcomeModule is a StartStep');
  });
});
