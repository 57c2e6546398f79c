import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

/** A request without what it needs is refused for that, whatever else is wrong: nothing could be proved by it. */
export async function judgeParameterValues(judged: Judged, proceedings: Proceedings): Promise<void> {
  for (const operation of judged.operations) {
    const { missing } = await judged.world.addressOf(operation, judged.world.owner);
    if (missing.length === 0) proceedings.held('inventory/parameter-value', operation.title);
    else
      proceedings.found({
        rule: 'inventory/no-parameter-value',
        operation: operation.title,
        place: operation.place,
        message: `${operation.title} requires ${missing.map((name) => `"${name}"`).join(' and ')}, but the kit found no valid value, so most of the operation cannot be checked.`,
        mend: "Give the parameter an example: @ApiQuery({ …, schema: { type: 'string', pattern: '…', examples: ['…'] } }).",
        evidence: {},
      });
  }
}
