/** Exports and imports. */
export { TransfersModule } from './transfers.module.js';
export { TransfersSettings } from './transfers.settings.js';
