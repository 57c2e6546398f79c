/** `/metrics`, and who may read it. */
export { MetricsModule } from './metrics.module.js';
export { MetricsSettings } from './metrics.settings.js';
