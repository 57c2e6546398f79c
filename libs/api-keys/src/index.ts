export { ApiKeysModule } from './api-keys.module.js';
export { ApiKeysSettings } from './api-keys.settings.js';
