import { FeatureRegistry, fieldsOf, type AbstractType } from '@keelson/kernel';
import { routesOf } from '@keelson/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { answersOf } from '../catalog/answers.js';

/** `User.email | personal`: of every entity, and of what routes take and answer. */
export function classedFields(application: INestApplicationContext): string[] {
  const registry = application.get(FeatureRegistry, { strict: false });
  const { entities, events } = registry;
  const types = new Set<AbstractType>([
    ...entities.map(({ entity }) => entity),
    ...events.map(({ payload }) => payload),
    ...routesOf(application).flatMap((route) => [...(route.input ? [route.input] : []), ...answersOf(route)]),
  ]);
  for (const type of types) for (const { element } of fieldsOf(type)) if (element) types.add(element());
  const lines = [...types].flatMap((type) =>
    registry
      .fieldsOf(type)
      .flatMap(({ name, classification }) =>
        classification === undefined ? [] : [`${type.name}.${name} | ${classification}`],
      ),
  );
  return [...new Set(lines)];
}
