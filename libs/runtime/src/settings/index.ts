/** Settings: the classes that the modules of an application contribute, read from the environment that is given. */
export { DeclaredSettings, type Variables } from './declared-settings.js';
export { findSettings, loadSettings } from './find-settings.js';
export { LoadedSettings } from './loaded-settings.js';
export { fileVariable } from './secret-files.js';
export type { SettingRow } from './settings-table.js';
export { faultVariable } from './unknown-variables.js';
