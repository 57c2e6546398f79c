import type { ModulesContainer } from '@nestjs/core';
import { moduleRanks } from './module-ranks.js';
import { StartStep } from './start-step.js';

/**
 * The {@link StartStep}s of an application, in the order in which they run: those of a module after those of the modules that
 * it imports, and after those of global modules; otherwise as the imports list the modules, and `providers` lists the steps.
 * @throws Error naming a step that does not exist before a request does
 */
export function startStepsOf(modules: ModulesContainer): readonly StartStep[] {
  const ranks = moduleRanks(modules.values());
  const inOrder = [...modules.values()].toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const steps = inOrder.flatMap((module) =>
    [...module.providers.values()].flatMap((provider) => {
      const { metatype } = provider;
      if (isStep(metatype) && (!provider.isDependencyTreeStatic() || provider.isTransient))
        throw new Error(
          `${metatype.name} in ${module.metatype.name} is a StartStep but is not created when the application starts: remove "scope" from its @Injectable, and inject no provider that is created for each request.`,
        );
      return provider.instance instanceof StartStep ? [provider.instance] : [];
    }),
  );
  // A step may be provided by two tokens.
  return [...new Set(steps)];
}

function isStep(type: unknown): type is typeof StartStep {
  return typeof type === 'function' && type.prototype instanceof StartStep;
}
