/**
 * Settings: the only reader of `process.env`. Call `loadSettings(readEnvironment())` once at boot and pass the parts on; in a test,
 * call `loadSettings({ PORT: '0' })` with just what the test is about.
 */
export { readEnvironment } from './environment.js';
export { loadSettings, type Mode, type Settings } from './load-settings.js';
export { SettingsError, type SettingsProblem } from './settings-error.js';
export { settingsTable, type SettingRow } from './settings-table.js';
export { faultVariable } from './unknown-variables.js';
export { envExample, settingsMarkdown } from './settings-document.js';

export { AccessSettings } from './access.settings.js';
export { DatabaseSettings, type DatabaseEngine } from './database.settings.js';
export { EventsSettings } from './events.settings.js';
export { HttpSettings } from './http.settings.js';
export { LimitsSettings } from './limits.settings.js';
export { LogsSettings, type LogFormat, type LogLevel } from './logs.settings.js';
export { MailSettings } from './mail.settings.js';
export { MetricsSettings } from './metrics.settings.js';
export { OwnerSettings } from './owner.settings.js';
export { QueueSettings, type QueueTransport } from './queue.settings.js';
export { RuntimeSettings, type Role } from './runtime.settings.js';
export type { TlsGroup, TlsMode } from './tls.js';
export type { TrustedProxies } from './trust-proxy.js';
