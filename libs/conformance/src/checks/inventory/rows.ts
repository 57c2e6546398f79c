import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

/** A resource without a row would pass everything: nothing could be proved about it. */
export async function judgeRows(judged: Judged, proceedings: Proceedings): Promise<void> {
  const { world, resources, operations } = judged;
  for (const resource of resources) {
    const operation = operations.find((one) => one.resource === resource)?.title ?? null;
    const rows = await Promise.all(
      [world.owner, world.stranger].map((person) => world.rowOf(person, resource)),
    );
    if (!rows.includes(null)) proceedings.held('inventory/row', operation);
    else
      proceedings.found({
        rule: 'inventory/no-row',
        operation,
        place: judged.placeOf(resource),
        message: `No row of "${resource.path}" could be created from its declarations, so the resource cannot be checked.`,
        mend: `Add examples that the create verb accepts to the fields, or add samples({ '${resource.path}:create': () => ({ … }) }) to Feature.declare. If an action accepts only a body that matches the row, add samples({ '${resource.path}:<action>': (row) => ({ … }) }).`,
        evidence: {},
      });
  }
}
