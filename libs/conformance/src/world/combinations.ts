import { fieldsOf, type ConcreteType } from '@keelson/kernel';

/** Combinations of choices and flags of which a row is made. */
const mostCombinations = 8;

/** Each combination of what an input lets one choose: row rules and what is shown hang on such fields. */
export function combinationsOf(input: ConcreteType): readonly Readonly<Record<string, unknown>>[] {
  let combinations: Readonly<Record<string, unknown>>[] = [{}];
  for (const { name, schema } of fieldsOf(input)) {
    const choices = schema.enum ?? (schema.type === 'boolean' ? [true, false] : []);
    if (choices.length > 1 && combinations.length * 2 <= mostCombinations)
      combinations = combinations.flatMap((one) =>
        choices
          .slice(0, mostCombinations / combinations.length)
          .map((choice) => ({ ...one, [name]: choice })),
      );
  }
  return combinations;
}
