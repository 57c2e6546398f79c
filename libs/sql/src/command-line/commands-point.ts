import { contributionPoint, twinFaults, type Contribution } from '@keelson/kernel';
import type { CommandDefinition } from './command.js';

/** What {@link commands} of modules add up to; {@link runCommandLine} offers them. */
export const commandsPoint = contributionPoint<readonly CommandDefinition[]>('commands', {
  prove: (all) => twinFaults('command', all, ({ name }) => name),
});

/** Commands of a module, for `Feature.declare({ … }, commands(reindex))`. */
export function commands(...all: readonly CommandDefinition[]): Contribution {
  return commandsPoint.of(all);
}
