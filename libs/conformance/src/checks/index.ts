import type { Check } from '../check.js';
import { access } from './access/access.js';
import { bounds } from './bounds/bounds.js';
import { budgets } from './budgets/budgets.js';
import { contract } from './contract/contract.js';
import { gateway } from './gateway/gateway.js';
import { inventory } from './inventory/inventory.js';
import { semantics } from './semantics/semantics.js';

/** The parts of the kit, in the order in which they run; the last one fills the tables. */
export const checks: readonly Check[] = [inventory, access, gateway, contract, semantics, bounds, budgets];
