export { gauges, type Gauge } from './gauges.js';
export { TideModule } from './tide.module.js';
export { TideSettings } from './tide.settings.js';
