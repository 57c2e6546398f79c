/** For other rooms of the platform; what authors of features use is in index.ts. */
export { importLimitBytes } from './import-limit.js';
export { TransfersModule } from './transfers.module.js';
