import type { FeatureRegistry } from '@keelson/kernel';
import { loadConformanceChecks } from '@keelson/platform';
import type { Check } from '../check.js';
import { access } from './access/access.js';
import { bounds } from './bounds/bounds.js';
import { budgets } from './budgets/budgets.js';
import { contract } from './contract/contract.js';
import { gateway } from './gateway/gateway.js';
import { inventory } from './inventory/inventory.js';
import { properties } from '../properties/properties.js';
import { semantics } from './semantics/semantics.js';
import { sequences } from './sequences.js';

/** What counts statements and rows looks at tables that are as full as it has filled them. */
const beforeTablesAreFull: readonly Check[] = [inventory, access, gateway, contract, semantics, bounds];
/** These fill tables in their own ways. */
const fillingTables: readonly Check[] = [budgets, properties, sequences];

/** The parts of the kit, in the order in which they run. */
export const checks: readonly Check[] = [...beforeTablesAreFull, ...fillingTables];

/**
 * The kit's {@link checks}, and those that modules of the application contribute.
 * @throws Error when two checks have one name, or a name cannot begin a rule
 */
export async function checksOf(registry: FeatureRegistry): Promise<readonly Check[]> {
  // What it gives to a check, only the kit knows; an application does not know its types.
  const contributed = (await loadConformanceChecks(registry)) as readonly Check[];
  const all = [...beforeTablesAreFull, ...contributed, ...fillingTables];
  const names = all.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (!/^[a-z]+(-[a-z]+)*$/.test(name))
      throw new Error(
        `The conformance check "${name}" must consist of lowercase words joined by hyphens, such as tides.`,
      );
    if (names.indexOf(name) !== index)
      throw new Error(`Two conformance checks are named "${name}": rename one of them.`);
  }
  return all;
}
