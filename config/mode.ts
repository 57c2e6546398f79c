import type { Settings } from '@keelson/kernel';
import { DatabaseSettings, RuntimeSettings } from '@keelson/platform';

/**
 * `evaluation`: no database was given, the process brings its own. `production`: NODE_ENV says so, nothing is invented.
 * `development`: a database was given, and NODE_ENV is not production.
 */
export type Mode = 'evaluation' | 'production' | 'development';

/** @param settings as they were read: an embedded database has no URL yet */
export function modeOf(settings: Settings): Mode {
  if (settings.get(RuntimeSettings).isProduction) return 'production';
  return settings.get(DatabaseSettings).url === undefined ? 'evaluation' : 'development';
}
