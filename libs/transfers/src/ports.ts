/** For other rooms of the platform; what authors of features use is in index.ts. */
export { TransfersModule } from './transfers.module.js';
export { TransfersSettings } from './transfers.settings.js';
