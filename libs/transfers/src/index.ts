/** Exports and imports. */
export { TransfersSettings } from './transfers.settings.js';
