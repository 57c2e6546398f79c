import type { Settings, StartMode } from '@keelson/kernel';
import { RuntimeSettings } from '@keelson/runtime';
import { DatabaseSettings } from '@keelson/sql';

/** @param settings as they were read: an embedded database has no URL yet */
export function modeOf(settings: Settings): StartMode {
  if (settings.get(RuntimeSettings).isProduction) return 'production';
  return settings.get(DatabaseSettings).url === undefined ? 'evaluation' : 'development';
}
