/** Commands that packages contribute, and what runs them. */
export { CommandLineModule } from './command-line.module.js';
export { asCommand } from './as-command.js';
export { table } from './table.js';
export {
  CommandError,
  defineCommand,
  type CommandDefinition,
  type CommandInput,
  type CommandOutput,
  type DeclaredApplication,
  type Services,
} from './command.js';
export { commands } from './commands-point.js';
export { runCommandLine, type CommandLineOptions } from './run-command-line.js';
