import { accessRules } from './access-rules.js';
import { costRules } from './cost-rules.js';
import { contractRules, gatewayRules, inventoryRules } from './document-rules.js';
import { propertyRules } from './property-rules.js';
import { semanticRules } from './semantic-rules.js';
import { sequenceRules } from './sequence-rules.js';

/** Every rule of the kit by its name, `check/rule`, with what holds where it finds nothing. */
export const rules: Readonly<Record<string, string>> = {
  ...inventoryRules,
  ...accessRules,
  ...gatewayRules,
  ...contractRules,
  ...semanticRules,
  ...propertyRules,
  ...sequenceRules,
  ...costRules,
};

/** What a rule proves; a rule of a module's own check is described by its title alone. */
export function proofOf(rule: string): string {
  return rules[rule] ?? `This check of a module passes: ${rule}.`;
}
