/** Starts an application as a process, and runs its commands. */
export { modeOf } from './mode.js';
export { runCommands } from './run-commands.js';
export { envExample, settingsMarkdown } from './settings-document.js';
export { startServer } from './start-server.js';
export { withEnvFile } from './with-env-file.js';
