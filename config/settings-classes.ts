import { AccessSettings } from './access.settings.js';
import { DatabaseSettings } from './database.settings.js';
import { EventsSettings } from './events.settings.js';
import { HttpSettings } from './http.settings.js';
import { LimitsSettings } from './limits.settings.js';
import { LogsSettings } from './logs.settings.js';
import { MailSettings } from './mail.settings.js';
import { MetricsSettings } from './metrics.settings.js';
import { OwnerSettings } from './owner.settings.js';
import { QueueSettings } from './queue.settings.js';
import { RuntimeSettings } from './runtime.settings.js';
import { TransfersSettings } from './transfers.settings.js';

/** Every settings class under the name it has in `Settings`, in the order in which they are documented. */
export const settingsClasses = {
  runtime: RuntimeSettings,
  http: HttpSettings,
  database: DatabaseSettings,
  queue: QueueSettings,
  events: EventsSettings,
  transfers: TransfersSettings,
  access: AccessSettings,
  mail: MailSettings,
  owner: OwnerSettings,
  logs: LogsSettings,
  limits: LimitsSettings,
  metrics: MetricsSettings,
} as const;

/** An instance of each settings class. */
export type SettingsGroups = {
  -readonly [Name in keyof typeof settingsClasses]: InstanceType<(typeof settingsClasses)[Name]>;
};
