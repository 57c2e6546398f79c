/**
 * The environment of this application: the only reader of `process.env`. Modules contribute what is read from it:
 * `await loadSettings(AppModule, readEnvironment())`.
 */
export { readEnvironment } from './environment.js';
export { modeOf, type Mode } from './mode.js';
export { envExample, settingsMarkdown } from './settings-document.js';
