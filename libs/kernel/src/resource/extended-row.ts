import { fieldsOf } from '../fields/field-registry.js';
import { namedOnly } from '../operation/read-input.js';
import type { Extension } from './extension.js';

type Values = Record<string, unknown>;

/**
 * What modules add to the rows of an entity, for operations that show and change them by classes of their own:
 * `FeatureRegistry.extensionsOf(User)`. Nothing is added in an application without such modules.
 */
export class ExtendedRow {
  private readonly shownNames: readonly string[];
  private readonly takenNames: readonly string[];

  constructor(private readonly extensions: readonly Extension[]) {
    this.shownNames = extensions.flatMap(({ roles }) => roles.view);
    this.takenNames = extensions.flatMap(({ roles }) => roles.input);
  }

  /** The members that are added to the view of a row. */
  shown(row: object): Readonly<Values> {
    return picked(row, this.shownNames);
  }

  /** Writes the added members that the body of an input names to a row. */
  change(row: object, input: object): void {
    Object.assign(row, picked(namedOnly(input), this.takenNames));
  }

  /** Clears what is personal or secret, when whose row it was is forgotten. */
  erase(row: object): void {
    for (const { stored } of this.extensions)
      for (const { name, classification, fallback = null } of fieldsOf(stored))
        if (classification) Object.assign(row, { [name]: fallback });
  }
}

function picked(values: object, names: readonly string[]): Values {
  const present = names.filter((name) => name in values);
  return Object.fromEntries(present.map((name) => [name, (values as Values)[name]]));
}
