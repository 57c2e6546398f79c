/** For other rooms of the platform; what authors of features use is in index.ts. */
export { CommandError, defineCommand } from './command.js';
export { CommandLineModule } from './command-line.module.js';
export { commands } from './commands-point.js';
export { table } from './table.js';
